import type { ErrorCode } from '@muster/contract'

/** A refusal that the contract declares. `details` is what the caller is told besides the code. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, details: unknown = null) {
    super(code)
    this.code = code
    this.details = details
  }
}
