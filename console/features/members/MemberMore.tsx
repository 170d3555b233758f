import { IconChevronDown } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { ErrorCode, MemberAction, MemberDetail } from '@muster/contract'
import { useBlockedText } from './blocked.text.ts'
import { menuOf, type ShownAction } from './memberActions.ts'
import classes from './MemberMore.module.css'

type MoreProps = { member: Pick<MemberDetail, 'actions' | 'state' | 'leave'>; inCard?: boolean; onAction: (action: MemberAction) => void }

/**
 * MB-2: *More*: every action; one that cannot apply now is disabled and says why; of a pair only the one that applies. Which, and why not, is
 * the server's word. A disabled one keeps its place among the arrow keys, so that its reason is heard.
 */
export function MemberMore({ member, inCard = false, onAction }: MoreProps) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 35.99em)', false, { getInitialValueInEffect: false })
  const { plain, danger } = menuOf(member.actions)
  return (
    <Menu
      position={inCard ? 'bottom-start' : 'bottom-end'}
      width={narrow && !inCard ? 'calc(100vw - 24px)' : 320}
      withinPortal={!inCard}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
      shadow="md"
    >
      <Menu.Target>
        <Button
          variant="default"
          size={inCard ? 'compact-md' : 'sm'}
          className={classes.button ?? ''}
          rightSection={<IconChevronDown size={15} aria-hidden />}
        >
          {t('member.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown ?? ''}>
        {plain.map((item) => (
          <Item key={item.action} item={item} member={member} onAction={onAction} />
        ))}
        {danger.length > 0 && <Menu.Divider />}
        {danger.map((item) => (
          <Item key={item.action} item={item} member={member} onAction={onAction} />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

type ItemProps = { item: ShownAction<ErrorCode | null>; member: MoreProps['member']; onAction: (action: MemberAction) => void }

function Item({ item, member, onAction }: ItemProps) {
  const { t } = useTranslation()
  const { action, reason, danger, icon: Sign } = item
  const why = useBlockedText(member)
  return (
    <Menu.Item
      leftSection={<Sign size={17} stroke={1.75} aria-hidden />}
      data-danger={(danger && !reason) || undefined}
      aria-disabled={reason ? true : undefined}
      closeMenuOnClick={!reason}
      className={classes.item ?? ''}
      onClick={() => !reason && onAction(action)}
    >
      <span className={classes.label}>{t(`member.action.${action === 'set_leave' && member.leave ? 'change_leave' : action}`)}</span>
      {reason && <span className={classes.reason}>{why(reason, action)}</span>}
    </Menu.Item>
  )
}
