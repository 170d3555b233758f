// The library's own types import one another without their ending, which the compiler does not follow from its index.
declare module '@openid/appauth' {
  export * from '@openid/appauth/built/src/authorization_request.js'
  export * from '@openid/appauth/built/src/authorization_request_handler.js'
  export * from '@openid/appauth/built/src/authorization_response.js'
  export * from '@openid/appauth/built/src/authorization_service_configuration.js'
  export * from '@openid/appauth/built/src/query_string_utils.js'
  export * from '@openid/appauth/built/src/revoke_token_request.js'
  export * from '@openid/appauth/built/src/token_request.js'
  export * from '@openid/appauth/built/src/token_request_handler.js'
  export * from '@openid/appauth/built/src/token_response.js'
  export * from '@openid/appauth/built/src/types.js'
  export * from '@openid/appauth/built/src/xhr.js'
}
