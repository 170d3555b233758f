import { passwordLimits, type PasswordPolicy, type SignInPolicy } from '@muster/contract'

/** Numbers are as typed until they are right: an emptied field is no number. */
export type Numbered = keyof typeof passwordLimits
export type PasswordDraft = { [K in keyof PasswordPolicy]: PasswordPolicy[K] | (K extends Numbered ? string : never) }
export type PolicyDraft = Omit<SignInPolicy, 'password'> & { password: PasswordDraft }

/** What a card of the form needs of it. */
export type PolicyCardProps = {
  draft: PolicyDraft
  disabled: boolean
  set: (change: Partial<PolicyDraft>) => void
}

/** An emptied or odd number stands as it was typed; no number at all is a choice of its own. */
export const isWithin = (field: Numbered, value: PasswordDraft[Numbered]) =>
  value === null || (Number.isInteger(value) && Number(value) >= passwordLimits[field][0] && Number(value) <= passwordLimits[field][1])

/** Whether every number of a draft is one. */
export const isPolicy = (draft: PolicyDraft): draft is SignInPolicy =>
  (['minLength', 'reuse', 'attempts'] as const).every((field) => isWithin(field, draft.password[field]))
