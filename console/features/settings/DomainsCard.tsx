import { useState } from 'react'
import { IconTrash } from '@tabler/icons-react'
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import classes from './Settings.module.css'

type DomainsProps = { company: string; domains: readonly { domain: string; isPrimary: boolean }[]; mayChange: boolean }

/** The company's domains: added and removed at once, apart from what is saved with the form. */
export function DomainsCard({ company, domains, mayChange }: DomainsProps) {
  const { t } = useTranslation()
  const [removing, setRemoving] = useState<string | null>(null)
  return (
    <Card id="settings-domains" title={t('settings.domains.title')}>
      <p className={classes.note}>{t('settings.domains.note')}</p>
      <ul className={classes.list}>
        {domains.map(({ domain, isPrimary }) => (
          <li key={domain} className={classes.item}>
            <span>{domain}</span>
            <span className={classes.note}>{t(isPrimary ? 'settings.domains.primary' : 'settings.domains.alias')}</span>
            {mayChange && !isPrimary && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                onClick={() => setRemoving(domain)}
                aria-label={t('settings.domains.remove', { domain })}
              >
                <IconTrash size={17} stroke={1.75} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {mayChange && <AddDomain company={company} />}
      {removing && <RemoveDomain company={company} domain={removing} onClose={() => setRemoving(null)} />}
    </Card>
  )
}

/** Its own Enter: the field stands within the page's form, and adds a domain rather than saving that. */
function AddDomain({ company }: { company: string }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [domain, setDomain] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.settings.addDomain.call,
    onDone: (added) => {
      setDomain('')
      notifications.show({ message: t('settings.domains.added', { domain: added.domain }) })
    },
    onProblem: (found) => setProblem(found.code === 'input_invalid' ? t('settings.problem.domain') : line(found)),
  })
  const add = () => {
    setProblem(null)
    send({ company, domain })
  }
  return (
    <div className={classes.add} data-error={problem !== null || undefined}>
      <TextInput
        label={t('settings.domains.new')}
        placeholder="example.com"
        maxLength={253}
        inputMode="url"
        autoCapitalize="none"
        value={domain}
        error={problem}
        onChange={({ currentTarget }) => setDomain(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
      />
      <Button variant="default" loading={pending} onClick={add}>
        {t('settings.domains.add')}
      </Button>
    </div>
  )
}

function RemoveDomain({ company, domain, onClose }: { company: string; domain: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: api.settings.removeDomain.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('settings.domains.removed', { domain }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('settings.domains.removeOf', { domain })}
      points={[{ text: t('settings.domains.removeNote'), lost: true }, { text: t('settings.domains.freeNote') }]}
      confirm={t('settings.domains.removeNow')}
      danger
      pending={pending}
      onConfirm={() => send({ company, domain })}
      onClose={onClose}
    />
  )
}
