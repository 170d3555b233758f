import type { Settings, SettingsChange } from '@muster/contract'

/** The settings that are edited together and saved with one button. */
export type Draft = Pick<Settings, 'name' | 'locale' | 'languages' | 'plan' | 'allowCreationLink' | 'newMembersSearchable' | 'ownFields'>

export function draftOf({ name, locale, languages, plan, allowCreationLink, newMembersSearchable, ownFields }: Settings): Draft {
  return { name, locale, languages, plan, allowCreationLink, newMembersSearchable, ownFields }
}

/** Only what differs from what the server said. */
export function changeOf(settings: Settings, draft: Draft): SettingsChange {
  const now = draftOf(settings)
  const differs = (key: keyof Draft) => JSON.stringify(now[key]) !== JSON.stringify(draft[key])
  return Object.fromEntries((Object.keys(draft) as (keyof Draft)[]).filter(differs).map((key) => [key, draft[key]]))
}
