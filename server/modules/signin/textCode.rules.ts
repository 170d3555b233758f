/**
 * MB-8: how long a code sent by SMS works, how often it may be tried, how soon another is sent, and how many a day: each costs money, and
 * those that are asked for at the door, by nobody knows whom, use up none of the others.
 */
export const textCode = { minutes: 5, attempts: 5, againSeconds: 60, perDay: 10 } as const

/** MB-5: how often a number may be asked for and tried at the door in 15 minutes, and by one address. */
export const phoneThrottle = { asksPerNumber: 5, triesPerNumber: 10, asksPerAddress: 100 } as const
