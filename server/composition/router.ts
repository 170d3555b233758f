import { activityRoutes, useMarks, type Recorder } from '#modules/activity'
import { auditRoutes } from '#modules/audit'
import { administrationRoutes, companyRoutes, dayAt, getCompany, settingsRoutes } from '#modules/company'
import { deviceRoutes, hasOpenOperation, mdmRoutes, operationRoutes } from '#modules/devices'
import { exportRoutes, type Making } from '#modules/exports'
import { homeRoutes } from '#modules/home'
import { guideRoutes, installationRoutes } from '#modules/installation'
import { webhookRoutes } from '#modules/integrations'
import { accountRoutes, findPeople, listRoutes, organizationRoutes, permissionRoutes, titleRoutes } from '#modules/members'
import { mailServerRoutes, noticeRoutes } from '#modules/notifications'
import {
  appRoutes,
  connectionRoutes,
  easyLoginRoutes,
  findCredentials,
  leaveAddress,
  meRoutes,
  networkRoutes,
  ownProfileRoutes,
  passkeyRoutes,
  registrationRoutes,
  securityRoutes,
  selfRoutes,
  tellOfOperation,
  tokenRoutes,
} from '#modules/signin'
import { storageRoutes } from '#modules/storage'
import { api, type Caller } from '../platform/api.ts'
import type { Scopes } from '../platform/context.ts'
import type { Places } from '../platform/place.ts'
import {
  findReceiver,
  logNeighbours,
  mailServersOf,
  neighbours,
  optOutsOf,
  pushingOf,
  webhookSealOf,
  type Door,
  type Parts,
} from './parts.ts'

type RouterDeps = Parts & { scopes: Scopes; door: Door; making: Making; places: Places; recorder: Recorder }

/** Every endpoint of the contract, by what answers it. */
export function createRouter(parts: RouterDeps) {
  const { config, scopes, door, making, places, recorder } = parts
  const recordWebUse = async (caller: Caller): Promise<void> => {
    const { scope } = caller
    const company = await scope.transaction((ctx) => getCompany(ctx, caller.companyId))
    await recorder.record(
      scope.tenant,
      useMarks({ memberId: caller.memberId, companyId: company.id, surface: 'web', day: dayAt(company.zones, scope.now) }),
    )
  }

  return api.router({
    account: accountRoutes({ findCredentials, hasOpenOperation, leaveAddress: (ctx, member) => leaveAddress(ctx, door, member) }),
    apps: appRoutes,
    devices: deviceRoutes,
    connections: connectionRoutes({ places }),
    home: homeRoutes({ servers: mailServersOf(parts) }),
    guides: guideRoutes({ servers: mailServersOf(parts), optOuts: optOutsOf(parts, scopes), findReceiver }),
    mail: mailServerRoutes({ servers: mailServersOf(parts), findReceiver, findPeople }),
    mdm: mdmRoutes,
    operations: operationRoutes({ tell: tellOfOperation(door) }),
    installation: installationRoutes,
    easyLogin: easyLoginRoutes(door),
    members: listRoutes,
    network: networkRoutes({ places }),
    notices: noticeRoutes(pushingOf(parts)),
    organization: organizationRoutes,
    registration: registrationRoutes(door),
    ownProfile: ownProfileRoutes(door),
    passkeys: passkeyRoutes(door),
    permissions: permissionRoutes,
    security: securityRoutes,
    self: selfRoutes(door),
    settings: settingsRoutes(neighbours),
    storage: storageRoutes,
    titles: titleRoutes,
    tokens: tokenRoutes,
    activity: activityRoutes,
    audit: auditRoutes(logNeighbours),
    exports: exportRoutes(making),
    webhooks: webhookRoutes({ seal: webhookSealOf(parts), url: config.url }),
    administration: administrationRoutes(neighbours),
    company: api.company.router({
      ...companyRoutes,
      ...meRoutes({
        recordWebUse,
        equipment: {
          hasMail: async (ctx, company) => (await mailServersOf(parts).find(ctx, company)) !== undefined,
          sms: config.sms !== undefined,
          line: config.line !== undefined,
        },
      }),
    }),
  })
}
