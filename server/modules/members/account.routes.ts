import { api, callerOf } from '../../platform/api.ts'
import type { Ctx } from '../../platform/context.ts'
import { blockApps, endLeave, getStateAfter, setLeave, suspendMember, unblockApps, unsuspendMember } from './account.service.ts'
import { actOnMany } from './bulk.service.ts'
import { deleteMember, undeleteMember } from './deletion.service.ts'
import { getMemberDetail, type FindCredentials } from './detail.service.ts'
import { changePhoto, changeProfile, getPhoto, removePhoto, type LeaveAddress } from './profile.service.ts'
import { getReachable, lockReachable } from './reach.service.ts'
import { listDestinations, transferMember, type HasOpenOperation } from './transfer.service.ts'

type One = { company: string; member: string }
type Context = Parameters<typeof callerOf>[0]

/** An act on a member of the path's company, answered with the state that the member is in then. */
function act(context: Context, { company, member }: One, verb: (ctx: Ctx, memberId: string) => Promise<void>) {
  return callerOf(context).scope.transaction(async (ctx) => {
    await lockReachable(ctx, company, member)
    await verb(ctx, member)
    return getStateAfter(ctx, member)
  })
}

const date = (at: string) => new Date(at)

/** One member: the page, the profile, and every account action. */
export function accountRoutes(deps: { findCredentials: FindCredentials; hasOpenOperation: HasOpenOperation; leaveAddress: LeaveAddress }) {
  return {
    get: api.account.get.handler(({ context, input }) =>
      context.scope.transaction((ctx) => getMemberDetail(ctx, input.company, input.member, deps)),
    ),
    update: api.account.update.handler(async ({ context, input }) => ({
      revision: await context.scope.transaction((ctx) =>
        changeProfile(
          ctx,
          { companyId: input.company, memberId: input.member, revision: input.revision, profile: input.profile },
          deps.leaveAddress,
        ),
      ),
    })),
    photo: api.account.photo.handler(async ({ context, input }) => {
      const photo = await context.scope.transaction((ctx) => getPhoto(ctx, input.company, input.member))
      context.reply.header('cache-control', 'private, max-age=300')
      return new File([new Uint8Array(photo.bytes)], 'photo', { type: photo.type })
    }),
    setPhoto: api.account.setPhoto.handler(async ({ context, input }) => {
      await context.scope.transaction((ctx) => changePhoto(ctx, input.company, input.member, Buffer.from(input.data, 'base64')))
      return { photoChangedAt: context.scope.now.toISOString() }
    }),
    removePhoto: api.account.removePhoto.handler(async ({ context, input }) => {
      await context.scope.transaction((ctx) => removePhoto(ctx, input.company, input.member))
      return { photoChangedAt: null }
    }),
    suspend: api.account.suspend.handler(({ context, input }) => act(context, input, (ctx, id) => suspendMember(ctx, id))),
    unsuspend: api.account.unsuspend.handler(({ context, input }) => act(context, input, unsuspendMember)),
    blockApps: api.account.blockApps.handler(({ context, input }) => act(context, input, blockApps)),
    unblockApps: api.account.unblockApps.handler(({ context, input }) => act(context, input, unblockApps)),
    setLeave: api.account.setLeave.handler(({ context, input }) =>
      act(context, input, (ctx, id) =>
        setLeave(ctx, id, input.period && { from: date(input.period.from), until: date(input.period.until) }),
      ),
    ),
    endLeave: api.account.endLeave.handler(({ context, input }) => act(context, input, endLeave)),
    delete: api.account.delete.handler(({ context, input }) => act(context, input, deleteMember)),
    undelete: api.account.undelete.handler(({ context, input }) => act(context, input, undeleteMember)),
    transferPreview: api.account.transferPreview.handler(async ({ context, input }) => ({
      companies: await context.scope.transaction(async (ctx) => {
        await getReachable(ctx, input.company, input.member)
        return listDestinations(ctx, input.company)
      }),
    })),
    transfer: api.account.transfer.handler(async ({ context, input }) => {
      const { company, member, to, ...given } = input
      await act(context, { company, member }, (ctx, id) => transferMember(ctx, id, { ...given, companyId: to }, deps.hasOpenOperation))
      return { companyId: to, login: given.login }
    }),
    bulk: api.account.bulk.handler(({ context, input }) =>
      actOnMany(context.scope, { companyId: input.company, action: input.action, memberIds: input.members }),
    ),
  }
}
