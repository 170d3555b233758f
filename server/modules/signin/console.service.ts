import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { artifactHash, writeArtifact } from './artifact.queries.ts'

type ConsoleSession = { tenant: string; connectionId: string; secret: string; expiresAt: Date }

/** Gives a console connection its cookie's value; at rest only as a hash. @throws not_signed_in when the connection ended meanwhile */
export async function createConsoleSession(db: Db, { tenant, connectionId, secret, expiresAt }: ConsoleSession): Promise<void> {
  const hash = artifactHash('ConsoleSession', secret)
  const artifact = { kind: 'ConsoleSession', hash, uid: null, grantId: null, connectionId, payload: {}, expiresAt }
  if (!(await writeArtifact(db, tenant, artifact))) throw new AppError('not_signed_in')
}
