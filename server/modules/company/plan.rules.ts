import type { Plan } from '@muster/contract'

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
