import { IconDotsVertical, IconFolderSymlink, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TeamDetail } from '@muster/contract'
import type { TeamAsk } from './TeamDialogs.tsx'
import classes from './TeamDetail.module.css'

type ActionsProps = {
  team: TeamDetail
  /** What is in the way of deleting it. */
  kept: 'members' | 'teams' | null
  fixed: boolean
  onAsk: (ask: TeamAsk) => void
}

/** What is done to a team. The one that the role is limited to stays where it is (P-2); one that is not empty is not deleted. */
export function TeamActions({ team, kept, fixed, onAsk }: ActionsProps) {
  const { t } = useTranslation()
  const undeletable = fixed ? t('teams.fixed') : kept && t(`teams.kept.${kept}`)
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  return (
    <div className={classes.actions}>
      <Button variant="default" size="sm" leftSection={<IconPlus {...icon} />} onClick={() => onAsk({ what: 'create', parentId: team.id })}>
        {t('teams.createSub')}
      </Button>
      <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('teams.more', { name: team.name })}>
            <IconDotsVertical size={18} stroke={1.75} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil {...icon} />} onClick={() => onAsk({ what: 'edit', id: team.id })}>
            {t('teams.edit')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolderSymlink {...icon} />}
            disabled={fixed}
            rightSection={fixed && <small className={classes.reason}>{t('teams.fixed')}</small>}
            onClick={() => onAsk({ what: 'move', id: team.id })}
          >
            {t('teams.move')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash {...icon} />}
            disabled={undeletable !== null}
            rightSection={undeletable && <small className={classes.reason}>{undeletable}</small>}
            onClick={() => onAsk({ what: 'delete', id: team.id })}
          >
            {t('teams.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
