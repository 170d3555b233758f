import { useTranslation } from 'react-i18next'
import { auditActions, type AuditNoun } from '@muster/contract'

/** P-4: the sentence of an action; one that this console does not know yet, from a newer server, shows as its word. */
export function useActionText(): (action: string) => string {
  const { t } = useTranslation()
  return (action) => {
    const [noun = '', verb = ''] = action.split('.')
    if (!isNoun(noun) || !(auditActions[noun] as readonly string[]).includes(verb)) return action
    // One key per action; a test holds that each is there in every language.
    return t(`audit.action.${noun}.${verb}` as 'audit.action.member.suspended')
  }
}

function isNoun(noun: string): noun is AuditNoun {
  return Object.hasOwn(auditActions, noun)
}
