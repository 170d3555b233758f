/** The injected clock (T-2): nothing else in the server asks for the time. */
export type Clock = () => Date

/** The machine's clock. */
export const systemClock: Clock = () => new Date()
