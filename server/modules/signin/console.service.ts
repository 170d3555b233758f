import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { lockLiveConnection } from '#modules/sessions'
import { artifactHash, putLocator, upsertArtifact } from './artifact.queries.ts'

/** Gives a console connection its cookie's value; at rest only as a hash. @throws not_signed_in when the connection ended meanwhile */
export async function createConsoleSession(ctx: Ctx, connectionId: string, secret: string, seconds: number): Promise<void> {
  if (!(await lockLiveConnection(ctx, connectionId))) throw new AppError('not_signed_in')
  const hash = artifactHash('ConsoleSession', secret)
  const expiresAt = new Date(ctx.now.getTime() + seconds * 1000)
  await putLocator(ctx, hash, expiresAt)
  await upsertArtifact(ctx, { kind: 'ConsoleSession', hash, uid: null, grantId: null, connectionId, payload: {}, expiresAt })
}
