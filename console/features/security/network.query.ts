import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../lib/api.ts'
import { problemOf } from '../../lib/problem.ts'
import { choiceOf, type NetworkDraft } from './network.form.ts'

const pauseMs = 400

/** What the draft would do, asked of the server once typing has paused; also says which lines are none. */
export function useNetworkPreview(company: string, draft: NetworkDraft, mayChange: boolean) {
  const { enforced: _, ...lists } = choiceOf(draft)
  const [asked] = useDebouncedValue(JSON.stringify(lists), pauseMs)
  const { data, error, isFetching } = useQuery({
    ...api.network.preview.queryOptions({ input: { company, ...(JSON.parse(asked) as typeof lists) } }),
    enabled: mayChange,
    placeholderData: keepPreviousData,
  })
  return { data: error ? undefined : data, problem: error ? problemOf(error) : null, isBusy: isFetching || asked !== JSON.stringify(lists) }
}

export type Preview = ReturnType<typeof useNetworkPreview>
