import { expect, it } from 'vitest'
import { inBatches } from './batch.ts'

/** Asks when it is told to, and tells what it was asked. */
function held() {
  const batches: { questions: number[]; answer: () => void; fail: () => void }[] = []
  const ask = inBatches(
    (questions: number[]) =>
      new Promise<string[]>((resolve, reject) => {
        batches.push({
          questions,
          answer: () => resolve(questions.map((n) => `answer ${n}`)),
          fail: () => reject(new Error('no answer')),
        })
      }),
  )
  return { ask, batches, turn: () => new Promise((resolve) => setImmediate(resolve)) }
}

it('what arrives while two batches are under way goes together as the next', async () => {
  const { ask, batches, turn } = held()
  const answers = [ask(1), ask(2)]
  await turn()
  answers.push(ask(3))
  await turn()
  answers.push(ask(4), ask(5))
  await turn()
  answers.push(ask(6))
  await turn()
  expect(batches.map(({ questions }) => questions)).toEqual([[1, 2], [3]])
  batches[1]?.answer()
  await turn()
  expect(batches[2]?.questions).toEqual([4, 5, 6])
  batches[0]?.answer()
  batches[2]?.answer()
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `answer ${n}`))
})

it('a batch that fails fails its own questions only', async () => {
  const { ask, batches, turn } = held()
  const lost = Promise.allSettled([ask(1), ask(2)])
  await turn()
  const kept = ask(3)
  await turn()
  batches[0]?.fail()
  batches[1]?.answer()
  expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await kept).toBe('answer 3')
})

it('more than a batch holds is asked in several', async () => {
  const { ask, batches, turn } = held()
  const answers = Array.from({ length: 1_200 }, (_, n) => ask(n))
  await turn()
  expect(batches.map(({ questions }) => questions.length)).toEqual([500, 500])
  for (let n = 0; n < 3; n++) {
    batches[n]?.answer()
    await turn()
  }
  expect(batches.map(({ questions }) => questions.length)).toEqual([500, 500, 200])
  expect((await Promise.all(answers)).at(-1)).toBe('answer 1199')
})
