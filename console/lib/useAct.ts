import { useRef } from 'react'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocale } from './locale.ts'
import { passwordProblemOf, problemOf, problemText, type Problem } from './problem.ts'

type Act<Input, Output> = {
  act: (input: Input) => Promise<Output>
  onDone?: (output: Output, input: Input) => void
  /** Shows the problem where it belongs; without it, a toast does. Never both. */
  onProblem?: (problem: Problem, input: Input) => void
  /** `onDone` has put on screen what was done: the next act need not wait for the server's own word of it. */
  ahead?: boolean
  /** What the next act starts from, where that is not all that is on screen: it alone is waited for. */
  from?: QueryKey
}

/**
 * Something an administrator does. It is sent once, however often the button is pressed meanwhile; afterwards all that is on screen
 * is asked of the server again, also when it was refused: the page shows what the server says (pitfall 35). It is pending until that
 * has come, so that the next act starts from the newest revision. No answer stays in a cache, since some hold a password (MB-18).
 */
export function useAct<Input, Output>({ act, onDone, onProblem, ahead = false, from }: Act<Input, Output>) {
  const queries = useQueryClient()
  const show = useProblemToast()
  const sending = useRef(false)
  const mutation = useMutation({
    mutationFn: act,
    gcTime: 0,
    onSuccess: (output, input) => onDone?.(output, input),
    onError: (error, input) => {
      const problem = problemOf(error)
      // The session's end leads to signing in by itself.
      if (problem.code === 'not_signed_in') return
      if (onProblem) onProblem(problem, input)
      else show(problem)
    },
    onSettled: async (_, error) => {
      const asked = queries.invalidateQueries()
      // Whoever reads in their form why it was refused may answer at once.
      if (!ahead && !(error && onProblem)) await (from ? queries.invalidateQueries({ queryKey: from }, { cancelRefetch: false }) : asked)
      sending.current = false
    },
  })
  const send = (input: Input) => {
    if (sending.current) return
    sending.current = true
    mutation.mutate(input)
  }
  return { send, pending: mutation.isPending }
}

/** A problem as one line: the contract's sentence, and the request number of what the operator must look at. */
export function useProblemLine() {
  const { t } = useTranslation()
  const locale = useLocale()
  return (problem: Problem) => {
    const refused = passwordProblemOf(problem)
    if (refused) return t(`passwordProblem.${refused}`)
    const request = problem.code === 'internal' && problem.requestId ? ` ${t('problem.request', { id: problem.requestId })}` : ''
    return problemText(problem, locale, t('problem.unreachable')) + request
  }
}

function useProblemToast() {
  const line = useProblemLine()
  return (problem: Problem) => notifications.show({ color: 'red', message: line(problem) })
}
