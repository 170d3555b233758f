import { Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocale } from './locale.ts'
import { meQuery } from './me.ts'
import { problemOf, problemText } from './problem.ts'
import { allowPush, PushError, pushQuery, stopPush } from './push.ts'
import classes from './PushSwitch.module.css'

/** Whether service notifications are shown in this browser also while no page is open (Web Push). */
export function PushSwitch() {
  const { t } = useTranslation()
  const locale = useLocale()
  const queries = useQueryClient()
  const memberId = useQuery(meQuery).data?.member.id
  const { data, isError } = useQuery(pushQuery)
  const change = useMutation({
    mutationFn: ({ on, key, member }: { on: boolean; key: string; member: string }) => (on ? allowPush(member, key) : stopPush()),
    onError: (error) => {
      const own = error instanceof PushError ? (error.reason === 'unreachable' ? t('notices.push.unreachable') : null) : undefined
      const said = own === undefined ? problemText(problemOf(error), locale, t('problem.unreachable')) : own
      if (said !== null) notifications.show({ color: 'red', message: said })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: pushQuery.queryKey }),
  })
  if (isError) return null
  const state = data?.state ?? 'off'
  const mayNot = state === 'unable' || state === 'denied'
  return (
    <Switch
      classNames={{ track: classes.track ?? '' }}
      label={t('notices.push.label')}
      description={mayNot ? t(`notices.push.${state}`) : undefined}
      checked={change.isPending ? change.variables.on : state === 'on'}
      disabled={mayNot || change.isPending || !data}
      onChange={(event) => data && memberId && change.mutate({ on: event.currentTarget.checked, key: data.key, member: memberId })}
    />
  )
}
