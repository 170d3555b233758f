import { createORPCClient, ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { contract } from '@muster/contract'
import { serverPaths } from '../paths.ts'
import { endpoints } from './endpoints.ts'
import { onceAnswered, onceHeaders } from './once.ts'
import { problemOf, readErrorBody } from './problem.ts'
import { proveFirst } from './stepUp.ts'
import { needTexts } from './texts.ts'

/** The session is a cookie the page cannot read: requests are same-origin and carry nothing else. A dangerous act waits for its proof (MB-8). */
const link = new OpenAPILink(endpoints, {
  url: () => new URL(serverPaths.api, location.origin),
  fetch: (request, init) => fetch(request, { ...init, credentials: 'same-origin' }),
  headers: (_, path, input) => onceHeaders(path, input),
  interceptors: [
    async ({ next, path, input }) => {
      try {
        const answer = await next()
        onceAnswered(path, input)
        return answer
      } catch (error) {
        onceAnswered(path, input, error)
        throw error
      }
    },
    async ({ next }) => {
      try {
        return await next()
      } catch (error) {
        if (problemOf(error).code === 'reauth_required' && (await proveFirst())) return next()
        // What was refused is told in the contract's words. Where these cannot be had either, it is the network that is told.
        if (problemOf(error).code !== 'unreachable') await needTexts(['errors']).catch(() => {})
        throw error
      }
    },
  ],
  customErrorResponseBodyDecoder: (body, response) => {
    const found = readErrorBody(body)
    return found && new ORPCError(found.code, { status: response.status, message: found.message, data: found })
  },
})

const client: JsonifiedClient<ContractRouterClient<typeof contract>> = createORPCClient(link)

/** Query and mutation options of every endpoint, one key per contract module. */
export const api = createTanstackQueryUtils(client)
