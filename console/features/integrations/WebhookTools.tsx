import { IconDots, IconKey, IconPencil, IconPlayerPause, IconPlayerPlay, IconSend, IconTrash } from '@tabler/icons-react'
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Tooltip.layer.css'
import type { Webhook } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct } from '../../lib/useAct.ts'

export type AskedAct = 'edit' | 'renew' | 'pause' | 'delete'
type ToolsProps = { company: AdministeredCompany; webhook: Webhook; onAsk: (asked: AskedAct) => void }

/** What can be done with an endpoint; what cannot be done now says why. */
export function WebhookTools({ company, webhook, onAsk }: ToolsProps) {
  const { t } = useTranslation()
  const { id, name, kind, pausedAt } = webhook
  const test = useAct({ act: api.webhooks.test.call, onDone: () => notifications.show({ message: t('integrations.tested') }) })
  const resume = useAct({
    act: api.webhooks.resume.call,
    onDone: () => notifications.show({ message: t('integrations.resumed', { name }) }),
  })
  const of = { company: company.id, webhook: id }
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  return (
    <>
      {pausedAt ? (
        <Button leftSection={<IconPlayerPlay {...icon} />} loading={resume.pending} onClick={() => resume.send(of)}>
          {t('integrations.resume')}
        </Button>
      ) : (
        <Button variant="default" leftSection={<IconPlayerPause {...icon} />} onClick={() => onAsk('pause')}>
          {t('integrations.pause')}
        </Button>
      )}
      <Tooltip label={t('error.webhook_paused')} disabled={!pausedAt}>
        <span>
          <Button
            variant="default"
            leftSection={<IconSend {...icon} />}
            disabled={pausedAt !== null}
            loading={test.pending}
            onClick={() => test.send(of)}
          >
            {t('integrations.test')}
          </Button>
        </span>
      </Tooltip>
      <Menu position="bottom-end" width={260} transitionProps={{ duration: 0 }} shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('integrations.moreActions')}>
            <IconDots size={18} stroke={1.75} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Item
            label={t('integrations.edit', { name })}
            icon={<IconPencil {...icon} />}
            seesNames={company.seesNames}
            onClick={() => onAsk('edit')}
          />
          {kind === 'webhook' && (
            <Item
              label={t('integrations.renew')}
              icon={<IconKey {...icon} />}
              seesNames={company.seesNames}
              onClick={() => onAsk('renew')}
            />
          )}
          <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => onAsk('delete')}>
            {t('integrations.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

type ItemProps = { label: string; icon: React.ReactNode; seesNames: boolean; onClick: () => void }

/** P-2: what a role without names cannot do says so. */
function Item({ label, icon, seesNames, onClick }: ItemProps) {
  const { t } = useTranslation()
  return (
    <Menu.Item leftSection={icon} disabled={!seesNames} onClick={onClick}>
      {label}
      {!seesNames && <small> {t('error.names_hidden')}</small>}
    </Menu.Item>
  )
}
