import type { Mdm, MdmMode } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { requireWholeCompany } from '#modules/company'
import { announceAccessChange } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { countWaiting } from './operation.queries.ts'
import { cancelOfCompany } from './operation.service.ts'
import { countInstalled, selectMdm, writeMdm } from './mdm.queries.ts'
import { isOwnMdm } from './mdm.rules.ts'

/** DS-10: how a company manages its devices, and how many are registered. */
export async function getMdm(ctx: Ctx, companyId: string): Promise<Mdm> {
  const { mode, revision } = await selectMdm(ctx, companyId)
  return {
    mode,
    revision,
    registered: isOwnMdm(mode) ? await countInstalled(ctx, companyId) : 0,
    waiting: await countWaiting(ctx, companyId),
  }
}

/**
 * DS-10: changes how a company manages its devices; every node hears of it with the commit. Enrolments stay, so that going back loses none;
 * operations that have not got to their device are cancelled where the company gives up its own MDM.
 * P-2: it is the whole company’s, so not for a role limited to a team. @throws changed_meanwhile, forbidden
 */
export async function setMdm(ctx: Ctx, companyId: string, wanted: { mode: MdmMode; revision: number }): Promise<Mdm> {
  await requireWholeCompany(ctx, companyId)
  const before = await selectMdm(ctx, companyId)
  const after = { mode: wanted.mode, revision: wanted.revision + 1 }
  if (before.revision !== wanted.revision || !(await writeMdm(ctx, companyId, after)))
    throw new AppError('changed_meanwhile', { revision: before.revision })
  await recordEvent(ctx, {
    action: 'company.mdm_changed',
    companyId,
    subject: { kind: 'company', id: companyId },
    before: { mdm: before.mode },
    after: { mdm: after.mode },
  })
  if (!isOwnMdm(after.mode)) await cancelOfCompany(ctx, companyId)
  await announceAccessChange(ctx)
  return getMdm(ctx, companyId)
}
