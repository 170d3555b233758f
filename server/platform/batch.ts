/** Batches under way at once: one more than one, so that a slow answer does not keep everybody waiting. */
const mostAtOnce = 2
/** Questions of one batch. */
const largest = 500

/**
 * Questions that arrive while others are being asked go together as the next batch: one round trip however many, and no timer. `ask` answers
 * in the questions' order; what it throws, all of its batch get.
 */
export function inBatches<Question, Answer>(ask: (questions: Question[]) => Promise<Answer[]>): (question: Question) => Promise<Answer> {
  type Waiting = { question: Question; resolve: (answer: Answer) => void; reject: (err: unknown) => void }
  let waiting: Waiting[] = []
  let running = 0

  async function run(): Promise<void> {
    if (running >= mostAtOnce || waiting.length === 0) return
    const batch = waiting.slice(0, largest)
    waiting = waiting.slice(largest)
    running++
    void run()
    try {
      const answers = await ask(batch.map(({ question }) => question))
      // One for each question: `ask` is bound to.
      batch.forEach(({ resolve }, at) => resolve(answers[at] as Answer))
    } catch (err) {
      for (const { reject } of batch) reject(err)
    }
    running--
    void run()
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      // Those of the same turn of the event loop go along.
      if (waiting.length === 1) queueMicrotask(() => void run())
    })
}
