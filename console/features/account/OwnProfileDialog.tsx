import { useState, type FormEvent } from 'react'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OwnProfile, Profile } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { PhotoField } from '../../lib/PhotoField.tsx'
import { emptyProfile, fieldsRefused, writtenProfile } from '../../lib/profile.form.ts'
import { changesOf, mergeProfiles, type ProfileField } from '../../lib/profile.merge.ts'
import { ProfileContact, ProfileMore, ProfileNames, ProfileWork } from '../../lib/ProfileFields.tsx'
import { useRefused } from '../../lib/refused.form.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { useAskedClose } from '../../ui/useAskedClose.tsx'
import { ownPhotoOf, ownProfileQuery } from './ownProfile.query.ts'
import forms from '../../lib/MemberForms.module.css'

const whole = (own: OwnProfile): Profile => ({ ...emptyProfile, ...own.profile })

/** MB-2: the parts of one's own profile that the company leaves open. */
export function OwnProfileDialog({ own, onClose }: { own: OwnProfile; onClose: () => void }) {
  const { t } = useTranslation()
  const edit = useOwnEdit(own, onClose)
  const { close, asking } = useAskedClose(edit.dirty, onClose)
  const only = new Set<string>(own.editable)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    edit.save()
  }
  return (
    <Dialog title={t('account.editProfile')} onClose={close} light={false} width={680}>
      {only.has('photo') && (
        <PhotoField
          name={own.profile.name}
          src={ownPhotoOf(own)}
          onSet={(data) => api.ownProfile.setPhoto.call({ data })}
          onRemove={() => api.ownProfile.removePhoto.call()}
        />
      )}
      <form onSubmit={submit} className={forms.form} noValidate>
        <ProfileNames form={edit.form} only={only} />
        <ProfileContact form={edit.form} only={only} domain="" />
        <ProfileWork form={edit.form} only={only} company="" />
        <ProfileMore form={edit.form} only={only} customFields={[]} />
        <FormFoot problem={edit.problem} onClose={close} pending={edit.pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
      {asking}
    </Dialog>
  )
}

function useOwnEdit(own: OwnProfile, onClose: () => void) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const queries = useQueryClient()
  // What was read first stays the base, so that another's change is noticed.
  const [base, setBase] = useState(own)
  const [profile, setProfile] = useState(whole(own))
  const [merged, setMerged] = useState(false)
  const { problem, refused, ...refusals } = useRefused((found) => fieldsRefused(found))
  const merge = async () => {
    const newest = await queries.fetchQuery({ ...ownProfileQuery(), staleTime: 0 })
    setProfile(mergeProfiles(whole(base), profile, whole(newest)).merged)
    setBase(newest)
    setMerged(true)
  }
  const { send, pending } = useAct({
    act: api.ownProfile.update.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('member.saved') })
    },
    onProblem: (found) => {
      if (found.code === 'changed_meanwhile') void merge().catch(() => refusals.refuse(found))
      else refusals.refuse(found)
    },
  })
  const change = changesOf(whole(base), writtenProfile(profile, []))
  const dirty = Object.keys(change).length > 0
  const save = () => {
    refusals.refuse(null)
    setMerged(false)
    if (dirty) send({ revision: base.revision, profile: change })
    else onClose()
  }
  const form = {
    profile,
    set: (typed: Partial<Profile>) => {
      refusals.touch(typed)
      setProfile((now) => ({ ...now, ...typed }))
    },
    error: (field: ProfileField) => (refused.has(field) ? t(`member.invalid.${field}`) : undefined),
  }
  return { form, problem: problem ? line(problem) : merged ? t('account.profileMerged') : null, pending, dirty, save }
}
