/** RE-3: sends an endpoint what is due, as long as something is. */
export const deliverJob = 'integrations.deliver'

/** One such job waits for an endpoint, however many events there are. */
export const deliverKey = (endpointId: string) => `${deliverJob} ${endpointId}`
