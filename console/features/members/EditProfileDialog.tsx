import { useState, type FormEvent } from 'react'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MemberDetail, Profile } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { memberQuery, photoOf } from '../../lib/member.query.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { wallOf } from '../../lib/zoned.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { useAskedClose } from '../../ui/useAskedClose.tsx'
import { PhotoField } from '../../lib/PhotoField.tsx'
import { ProfileConflicts } from './ProfileConflicts.tsx'
import { ProfileContact, ProfileMore, ProfileNames, ProfileWork } from '../../lib/ProfileFields.tsx'
import { fieldsRefused, writtenProfile } from '../../lib/profile.form.ts'
import { changesOf, mergeProfiles, type ProfileField } from '../../lib/profile.merge.ts'
import { useRefused } from '../../lib/refused.form.ts'
import classes from '../../lib/MemberForms.module.css'

type EditProps = { company: AdministeredCompany; member: MemberDetail; onClose: () => void }
/** What was read before editing; newer after someone else's change. */
type Base = Pick<MemberDetail, 'revision' | 'profile' | 'customFields'>
type Conflict = { theirs: ProfileField[]; conflicts: ProfileField[]; newest: Profile }

/**
 * MB-2: the whole profile. The page behind may be read again meanwhile; what was read first stays the base, so that another's change is
 * noticed, shown field by field, and decided by the reader.
 */
export function EditProfileDialog({ company, member, onClose }: EditProps) {
  const { t } = useTranslation()
  const edit = useProfileEdit(company, member, onClose)
  const { close, asking } = useAskedClose(edit.dirty, onClose)
  const subject = { company: member.companyId, member: member.id }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    edit.save()
  }
  return (
    <Dialog title={t('member.editOf', { name: member.profile.name })} onClose={close} light={false} width={680}>
      <PhotoField
        name={member.profile.name}
        src={photoOf(member)}
        onSet={(data) => api.account.setPhoto.call({ ...subject, data })}
        onRemove={() => api.account.removePhoto.call(subject)}
      />
      <form onSubmit={submit} className={classes.form} noValidate>
        {edit.conflict && (
          <ProfileConflicts
            {...edit.conflict}
            company={member.companyId}
            mine={edit.form.profile}
            customFields={edit.customFields}
            onTheirs={(field) => edit.form.set({ [field]: edit.conflict?.newest[field] })}
            onMine={(field) => edit.form.set({ [field]: edit.kept[field] })}
          />
        )}
        <ProfileNames form={edit.form} />
        <ProfileContact form={edit.form} domain={company.domain} />
        <ProfileWork form={edit.form} company={member.companyId} />
        <ProfileMore form={edit.form} customFields={edit.customFields} />
        <FormFoot problem={edit.problem} onClose={close} pending={edit.pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
      {asking}
    </Dialog>
  )
}

function useProfileEdit(company: AdministeredCompany, member: MemberDetail, onClose: () => void) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const queries = useQueryClient()
  const [base, setBase] = useState<Base>(member)
  const [profile, setProfile] = useState(member.profile)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  // The reader's own input at the moment of the clash: to come back to after having taken theirs.
  const [kept, setKept] = useState(member.profile)
  const { problem, refused, ...refusals } = useRefused((found) => (found.code === 'id_taken' ? new Set(['aliases']) : fieldsRefused(found)))
  const compare = async () => {
    const newest = await queries.fetchQuery({ ...memberQuery(member.companyId, member.id), staleTime: 0 })
    const { merged, ...fields } = mergeProfiles(base.profile, profile, newest.profile)
    setKept(profile)
    setProfile(merged)
    setBase(newest)
    setConflict({ ...fields, newest: newest.profile })
  }
  const { send, pending } = useAct({
    act: api.account.update.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('member.saved') })
    },
    onProblem: (found) => {
      refusals.refuse(found.code === 'changed_meanwhile' ? null : found)
      if (found.code === 'changed_meanwhile') void compare().catch(() => refusals.refuse(found))
    },
  })
  const change = changesOf(base.profile, writtenProfile(profile, base.customFields))
  const dirty = Object.keys(change).length > 0
  const save = () => {
    refusals.refuse(null)
    if (!dirty) return onClose()
    if (change.birthday && change.birthday > wallOf(new Date(), company.zone).slice(0, 10)) return refusals.refuseField('birthday')
    send({ company: member.companyId, member: member.id, revision: base.revision, profile: change })
  }
  const form = {
    profile,
    set: (typed: Partial<Profile>) => {
      refusals.touch(typed)
      setProfile((now) => ({ ...now, ...typed }))
    },
    error: (field: ProfileField) =>
      refused.has(field) ? t(`member.invalid.${problem?.code === 'id_taken' ? 'aliasTaken' : field}`) : undefined,
  }
  return { form, kept, conflict, customFields: base.customFields, problem: problem && line(problem), pending, dirty, save }
}
