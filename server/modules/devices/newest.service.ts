import type { NewestVersions } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { requireWholeCompany } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { moveRevision, replaceNewest, selectNewest, selectRevision, selectSeen, type NewestRow } from './newest.queries.ts'
import { versionKey } from './version.rules.ts'

const shown = ({ app, os, version }: NewestRow) => ({ app, os, version })

/** DS-7: the newest versions that a company keeps, and the newest that were seen. */
export async function getNewest(ctx: Ctx, companyId: string): Promise<NewestVersions> {
  const [revision, versions, seen] = await Promise.all([
    selectRevision(ctx, companyId),
    selectNewest(ctx, companyId),
    selectSeen(ctx, companyId),
  ])
  return { revision, versions: versions.map(shown), seen: seen.map(shown) }
}

/**
 * DS-7: keeps other newest versions. P-2: they are the whole company's, so not for a role limited to a team.
 * @throws input_invalid for what is no version or stands twice, changed_meanwhile, forbidden
 */
export async function setNewest(
  ctx: Ctx,
  companyId: string,
  { revision, versions }: Pick<NewestVersions, 'revision' | 'versions'>,
): Promise<NewestVersions> {
  await requireWholeCompany(ctx, companyId)
  const wanted = versions.map((v) => ({ ...v, key: versionKey(v.version) }))
  const issues = wanted.flatMap(({ app, os, key }, i) => {
    if (key === '') return [{ path: `versions.${i}.version`, message: 'a version such as 4.0.1' }]
    return wanted.findIndex((other) => other.app === app && other.os === os) < i ? [{ path: `versions.${i}.os`, message: 'twice' }] : []
  })
  if (issues.length > 0) throw new AppError('input_invalid', { issues })
  const before = await selectNewest(ctx, companyId)
  if (!(await moveRevision(ctx, companyId, revision))) throw new AppError('changed_meanwhile')
  await replaceNewest(ctx, companyId, wanted)
  await recordEvent(ctx, {
    action: 'company.newest_versions_changed',
    companyId,
    subject: { kind: 'company', id: companyId },
    before: textsOf(before),
    after: textsOf(wanted),
  })
  return getNewest(ctx, companyId)
}

/** As the audit log shows them: one field an app and system. */
const textsOf = (versions: readonly NewestRow[]) => Object.fromEntries(versions.map(({ app, os, version }) => [`${app}_${os}`, version]))
