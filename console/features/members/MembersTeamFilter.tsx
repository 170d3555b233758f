import { useMemo, useState } from 'react'
import { IconChevronDown } from '@tabler/icons-react'
import { Button, Popover, Select, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import { teamsQuery, type ListSearch } from './memberList.query.ts'
import classes from './MembersFilters.module.css'

type TeamProps = { company: string; search: ListSearch; onChange: (change: ListSearch) => void }
const shownAtOnce = 50

/** A team, found by its name, with or without the teams beneath it. */
export function MembersTeamFilter({ company, search, onChange }: TeamProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const teams = useQuery({ ...teamsQuery(company), enabled: opened || Boolean(search.team) })
  const choices = useMemo(() => {
    const names = new Map(teams.data?.items.map((team) => [team.id, team.name]))
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
          variant={search.team ? 'light' : 'default'}
          size="compact-md"
          fw={500}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {t('members.filter.team')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.team ?? ''} aria-label={t('members.filter.team')}>
        <Select
          searchable
          clearable
          data-autofocus
          label={t('members.filter.team')}
          placeholder={teams.isLoading ? t('common.loading') : t('members.filter.findTeam')}
          nothingFoundMessage={t('members.filter.nothing')}
          limit={shownAtOnce}
          comboboxProps={{ withinPortal: false, transitionProps: { duration: 0 } }}
          data={choices}
          value={search.team ?? null}
          onChange={(team) => onChange({ team: team ?? '', ...(team ? {} : { subteams: '' }) })}
          clearButtonProps={{ 'aria-label': t('members.filter.anyTeam') }}
        />
        <Switch
          label={t('members.filter.subteams')}
          disabled={!search.team}
          checked={search.subteams !== 'false'}
          onChange={(event) => onChange({ subteams: event.currentTarget.checked ? '' : 'false' })}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
