import type { AdministeredCompany } from '../../lib/me.ts'

/** MB-2: the parts of the page, in order; each has an address of its own (`?section=`). */
export const memberSections = ['profile', 'use', 'security', 'storage', 'devices', 'connections', 'history'] as const
export type MemberSection = (typeof memberSections)[number]

export const isMemberSection = (name: unknown): name is MemberSection => (memberSections as readonly unknown[]).includes(name)

/** P-2: the parts that the reader's role shows: what was done to the member stands in the audit log. */
export const sectionsFor = (company: AdministeredCompany): readonly MemberSection[] =>
  memberSections.filter((name) => name !== 'history' || company.permissions.audit !== undefined)

const idOf = (section: MemberSection) => `section-${section}`
export const sectionProps = (section: MemberSection) => ({ id: idOf(section), tabIndex: -1, 'data-section': section })

/** Brings a part of the page, or a card in it, before the reader; the keyboard goes on from there. */
export function showSection(section: MemberSection, card?: string): void {
  const found = document.getElementById(card ?? idOf(section))?.closest<HTMLElement>(card ? 'section' : '[data-section]')
  if (!found) return
  found.scrollIntoView({ block: 'start' })
  if (found.tabIndex < 0) found.tabIndex = -1
  found.focus({ preventScroll: true })
}
