import { useMemo, useState } from 'react'
import { IconChevronDown } from '@tabler/icons-react'
import { Button, Popover, Select, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import classes from '../ui/Filters.module.css'
import { teamsQuery } from './teams.query.ts'

type TeamProps = {
  company: string
  team: string | undefined
  onTeam: (team: string | null) => void
  /** Where the teams beneath can be left out: whether they are in, and how that is changed. */
  subteams?: { included: boolean; onChange: (included: boolean) => void }
}
const shownAtOnce = 50

/** A team, found by its name, with or without the teams beneath it. */
export function TeamFilter({ company, team, onTeam, subteams }: TeamProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const teams = useQuery({ ...teamsQuery(company), enabled: opened || Boolean(team) })
  const choices = useMemo(() => {
    const names = new Map(teams.data?.items.map((one) => [one.id, one.name]))
    return (teams.data?.items ?? []).map(({ id, name, parentId }) => {
      const parent = parentId && names.get(parentId)
      return { value: id, label: parent ? `${name} (${parent})` : name }
    })
  }, [teams.data])
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={300}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          variant={team ? 'light' : 'default'}
          size="compact-md"
          fw={500}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {t('list.team')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.popover ?? ''} aria-label={t('list.team')}>
        <Select
          searchable
          clearable
          data-autofocus
          label={t('list.team')}
          placeholder={teams.isLoading ? t('common.loading') : t('list.findTeam')}
          nothingFoundMessage={t('list.nothing')}
          limit={shownAtOnce}
          comboboxProps={{ withinPortal: false, transitionProps: { duration: 0 } }}
          data={choices}
          value={team ?? null}
          onChange={onTeam}
          clearButtonProps={{ 'aria-label': t('list.anyTeam') }}
        />
        {subteams && (
          <Switch
            label={t('list.subteams')}
            disabled={!team}
            checked={subteams.included}
            onChange={(event) => subteams.onChange(event.currentTarget.checked)}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
