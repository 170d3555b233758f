import type { ReactNode } from 'react'
import { IconPencil, IconPrinter } from '@tabler/icons-react'
import { ActionIcon, Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MemberAction, MemberDetail } from '@muster/contract'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { photoOf } from '../../lib/member.query.ts'
import { MemberOverlays, MemberStateBadge } from '../../lib/MemberState.tsx'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import { useBlockedText } from './blocked.text.ts'
import { editBlockedBy } from './memberMay.ts'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { MemberMore } from './MemberMore.tsx'
import classes from './MemberHead.module.css'

type HeadProps = {
  company: AdministeredCompany
  member: MemberDetail
  /** The ways to the parts of the page. */
  nav: ReactNode
  onEdit: () => void
  onAction: (action: MemberAction) => void
  /** Null: it is being prepared. */
  onPrint: (() => void) | null
}

/** MB-2: who it is, in which state, and what can be done; this stays in sight. Beneath it what else is to be known first. */
export function MemberHead({ company, member, nav, onEdit, onAction, onPrint }: HeadProps) {
  const { t } = useTranslation()
  const { profile } = member
  usePageTitle(profile.name)
  const blocked = editBlockedBy(member)
  const why = useBlockedText(member)
  const manages = company.permissions.members === 'manage'
  const also = [profile.phonetic, profile.nickname].filter(Boolean).join(' · ')
  return (
    <header className={classes.head}>
      <div className={classes.bar}>
        <PersonPhoto name={profile.name} src={photoOf(member)} size={44} />
        <div className={classes.words}>
          <h1 className={classes.name}>{profile.name}</h1>
          <div className={classes.badges}>
            <MemberStateBadge state={member.state} />
            <MemberOverlays member={member} zone={company.zone} />
          </div>
        </div>
        <div className={classes.tools}>
          <ActionIcon
            variant="default"
            size={36}
            className={classes.print ?? ''}
            loading={onPrint === null}
            aria-label={t('memberPage.print')}
            title={t('memberPage.print')}
            onClick={() => onPrint?.()}
          >
            <IconPrinter size={18} stroke={1.75} />
          </ActionIcon>
          {manages && (
            <>
              <Button
                classNames={{ section: classes.pencil ?? '', label: classes.word ?? '' }}
                leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
                aria-disabled={blocked !== null}
                data-disabled={blocked !== null}
                aria-describedby={blocked ? 'member-edit-blocked' : undefined}
                onClick={() => !blocked && onEdit()}
              >
                {t('member.edit')}
              </Button>
              <MemberMore member={member} onAction={onAction} />
            </>
          )}
        </div>
        <div className={classes.nav}>{nav}</div>
      </div>
      <div className={classes.facts}>
        <div>
          {member.login}
          {also && ` · ${also}`}
        </div>
        <PlaceLine member={member} />
        <StateNote company={company} member={member} />
        {blocked && manages && (
          <p id="member-edit-blocked" className={classes.note}>
            {why(blocked)}
          </p>
        )}
        {!manages && <p className={classes.note}>{t('member.viewOnly')}</p>}
      </div>
    </header>
  )
}

function PlaceLine({ member }: { member: MemberDetail }) {
  const primary = member.affiliations.find((a) => a.isPrimary)
  const parts = [primary?.team.name, primary?.position?.name, member.level?.name].filter(Boolean)
  return parts.length > 0 && <div className={classes.place}>{parts.join(' · ')}</div>
}

/** What a state means for the reader: until when it holds, or how it came. */
function StateNote({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const at = (instant: string) => formatInstant(instant, company.zone, locale)
  const text =
    member.state === 'deleted' && member.undeleteBefore
      ? t('member.note.deleted', { at: at(member.undeleteBefore) })
      : member.state === 'suspended' && member.suspendedReason === 'sign_in_failures'
        ? t('member.note.failures')
        : member.state === 'awaiting' && member.activatesAt
          ? t('member.note.awaiting', { at: at(member.activatesAt) })
          : member.state === 'pending_expired'
            ? t('member.note.expired')
            : null
  return text && <p className={classes.note}>{text}</p>
}
