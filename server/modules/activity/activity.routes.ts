import { findMember } from '#modules/members'
import { api, callerOf } from '../../platform/api.ts'
import { getMemberActivity } from './member.service.ts'
import { getActiveUsers, getActiveUsersFile } from './activity.service.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Statistics › Active users, and a member’s own use. */
export const activityRoutes = {
  activeUsers: api.activity.activeUsers.handler(({ context, input }) =>
    context.scope.transaction((ctx) => getActiveUsers(ctx, { companyId: input.company, active: input.active, mobile: input.mobile })),
  ),
  activeUsersFile: api.activity.activeUsersFile.handler(async ({ context, input }) => {
    const { memberId } = callerOf(context)
    const file = await context.scope.transaction(async (ctx) => {
      const locale = (await findMember(ctx, memberId))?.locale ?? 'en'
      return getActiveUsersFile(ctx, { companyId: input.company, section: input.section, period: input.period, locale })
    })
    return new File([new Uint8Array(await file.write())], file.name, { type: xlsx })
  }),
  ofMember: api.activity.ofMember.handler(({ context, input }) =>
    context.scope.transaction((ctx) => getMemberActivity(ctx, input.company, input.member)),
  ),
}
