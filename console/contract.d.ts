/** The texts of the contract's error codes in one language, made by contract.plugin.ts. */
declare module 'contract-errors:*' {
  const texts: { error: Record<import('@muster/contract').ErrorCode, string> }
  export default texts
}
