import { useState, type FormEvent } from 'react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MemberDetail, Profile } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { memberQuery } from '../../lib/member.query.ts'
import type { Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { PhotoField } from './PhotoField.tsx'
import { ProfileConflicts } from './ProfileConflicts.tsx'
import { ProfileContact, ProfileMore, ProfileNames, ProfileWork } from './ProfileFields.tsx'
import { fieldsRefused, writtenProfile } from './profile.form.ts'
import { changesOf, mergeProfiles, type ProfileField } from './profile.merge.ts'
import classes from './MemberForms.module.css'

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
  const edit = useProfileEdit(member, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    edit.save()
  }
  return (
    <Dialog title={t('member.editOf', { name: member.profile.name })} onClose={onClose} light={false} width={680}>
      <PhotoField member={member} />
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
        <FormProblem text={edit.problem} />
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" loading={edit.pending}>
            {t('dialog.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}

function useProfileEdit(member: MemberDetail, onClose: () => void) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const queries = useQueryClient()
  const [base, setBase] = useState<Base>(member)
  const [profile, setProfile] = useState(member.profile)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  // The reader's own input at the moment of the clash: to come back to after having taken theirs.
  const [kept, setKept] = useState(member.profile)
  const [found, setFound] = useState<Problem | null>(null)
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
    onProblem: (problem) => {
      setFound(problem.code === 'changed_meanwhile' ? null : problem)
      if (problem.code === 'changed_meanwhile') void compare().catch(() => setFound(problem))
    },
  })
  const save = () => {
    const change = changesOf(base.profile, writtenProfile(profile, base.customFields))
    setFound(null)
    if (Object.keys(change).length === 0) return onClose()
    send({ company: member.companyId, member: member.id, revision: base.revision, profile: change })
  }
  const refused = found?.code === 'id_taken' ? new Set(['aliases']) : fieldsRefused(found)
  const form = {
    profile,
    set: (change: Partial<Profile>) => setProfile((now) => ({ ...now, ...change })),
    error: (field: ProfileField) =>
      refused.has(field) ? t(`member.invalid.${found?.code === 'id_taken' ? 'aliasTaken' : field}`) : undefined,
  }
  return { form, kept, conflict, customFields: base.customFields, problem: found && line(found), pending, save }
}
