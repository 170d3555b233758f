import { useState } from 'react'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SavedSearch } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { problemOf, type Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { filterOf, isFiltered, searchesQuery, tabOfSearch } from './devices.query.ts'
import type { DeviceSearch } from './devices.search.ts'
import page from '../../ui/ListPage.module.css'
import classes from './SavedSearches.module.css'

type SavedProps = { company: string; search: DeviceSearch; onSearch: (search: DeviceSearch) => void }

/** DS-12: one’s own saved searches: chosen, saved under a name, forgotten. */
export function SavedSearches(props: SavedProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          variant="default"
          size="compact-md"
          fw={500}
          className={page.tool ?? ''}
          leftSection={<IconBookmark size={16} stroke={1.75} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          <span className={page.word}>{t('devices.saved.title')}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('devices.saved.title')}>
        <Saved
          {...props}
          onSearch={(next) => {
            setOpened(false)
            props.onSearch(next)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

/** The search as it stands in the URL. */
const searchOf = ({ tab, filter }: SavedSearch) =>
  Object.fromEntries(Object.entries({ tab: tab === 'mobile' ? '' : tab, ...filter }).filter(([, value]) => value)) as DeviceSearch

function Saved({ company, search, onSearch }: SavedProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const query = useQuery(searchesQuery(company))
  const items = query.data?.items ?? []
  const forget = useAct({ act: (id: string) => api.devices.forgetSearch.call({ company, search: id }) })
  return (
    <div className={classes.saved}>
      {query.isPending && <p className={classes.note}>{t('common.loading')}</p>}
      {query.isError && !query.data && <p role="alert">{line(problemOf(query.error))}</p>}
      {query.data && items.length === 0 && <p className={classes.note}>{t('devices.saved.empty')}</p>}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((one) => (
            <li key={one.id}>
              <button type="button" className={classes.choose} onClick={() => onSearch(searchOf(one))}>
                {one.name}
                <small>{t(`devices.tab.${one.tab}`)}</small>
              </button>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={t('devices.saved.forget', { name: one.name })}
                title={t('devices.saved.forget', { name: one.name })}
                onClick={() => forget.send(one.id)}
              >
                <IconTrash size={17} stroke={1.75} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <Save company={company} search={search} taken={items.map(({ name }) => name)} />
    </div>
  )
}

function Save({ company, search, taken }: { company: string; search: DeviceSearch; taken: readonly string[] }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const { send, pending } = useAct({
    act: (as: string) => api.devices.saveSearch.call({ company, name: as, tab: tabOfSearch(search), filter: filterOf(search) }),
    onDone: ({ name: saved }) => {
      setName('')
      notifications.show({ message: t('devices.saved.done', { name: saved }) })
    },
    onProblem: setProblem,
  })
  if (!isFiltered(search)) return <p className={classes.note}>{t('devices.saved.nothing')}</p>
  return (
    <form
      className={classes.save}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) send(name.trim())
      }}
    >
      <TextInput
        data-autofocus
        label={t('devices.saved.name')}
        description={taken.includes(name.trim()) ? t('devices.saved.replaces') : null}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={problem && line(problem)}
        maxLength={100}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value)
          setProblem(null)
        }}
      />
      <Button type="submit" size="xs" loading={pending} disabled={!name.trim()}>
        {t('dialog.save')}
      </Button>
    </form>
  )
}
