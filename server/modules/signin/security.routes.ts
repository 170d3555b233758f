import { api } from '../../platform/api.ts'
import { getChecklist } from './checklist.service.ts'
import { getPolicy, updatePolicy } from './policy.service.ts'
import { forgetMemberBrowsers } from './remembered.service.ts'
import { resetTwoStep, switchTwoStep } from './twoStepOther.service.ts'

/** How members of a company sign in. */
export const securityRoutes = {
  get: api.security.get.handler(({ context, input }) => context.scope.transaction((ctx) => getPolicy(ctx, input.company))),
  update: api.security.update.handler(async ({ context, input: { company, ...policy } }) => ({
    revision: await context.scope.transaction((ctx) => updatePolicy(ctx, company, policy)),
  })),
  ofMember: api.security.ofMember.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) => getChecklist(ctx, input.company, input.member)),
  })),
  switchTwoStep: api.security.switchTwoStep.handler(async ({ context, input: { company, member, on } }) => {
    await context.scope.transaction((ctx) => switchTwoStep(ctx, { companyId: company, memberId: member }, on))
    return { on }
  }),
  forgetBrowsers: api.security.forgetBrowsers.handler(async ({ context, input: { company, member } }) => ({
    forgotten: await context.scope.transaction((ctx) => forgetMemberBrowsers(ctx, { companyId: company, memberId: member })),
  })),
  resetTwoStep: api.security.resetTwoStep.handler(async ({ context, input: { company, member } }) => {
    await context.scope.transaction((ctx) => resetTwoStep(ctx, { companyId: company, memberId: member }))
    return { reset: true as const }
  }),
}
