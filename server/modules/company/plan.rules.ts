import type { Plan, PlanPage } from '@muster/contract'

/** P-1: a trial counts as `standard_plus` everywhere. */
function effectiveCore(plan: Plan): Plan['core'] {
  return plan.core === 'trial' ? 'standard_plus' : plan.core
}

/** P-1: Installation status needs Core other than `none`. */
export function opensInstallation(plan: Plan): boolean {
  return plan.core !== 'none'
}

/** P-1: Device status needs Drive, Approval, or Core `lite|standard|standard_plus`. */
export function opensDevices(plan: Plan): boolean {
  return plan.drive || plan.approval || ['lite', 'standard', 'standard_plus'].includes(effectiveCore(plan))
}

export type { PlanPage }

/** P-1: whether a plan opens a page. */
export function opensPage(plan: Plan, page: PlanPage): boolean {
  return page === 'installation' ? opensInstallation(plan) : opensDevices(plan)
}
