import { activityJobs } from '#modules/activity'
import { listTenants } from '#modules/company'
import { foldDeviceTally, purgeAllDevices } from '#modules/devices'
import { createMakingJob, makeFileJob, purgeFiles, takeUpFiles } from '#modules/exports'
import { createGuideDeliverer, deliverGuidesJob, foldInstallationCounts, purgeGuides, takeUpGuides } from '#modules/installation'
import { createDeliverer, deliverJob as deliverEventsJob, tidyDeliveries, type Which } from '#modules/integrations'
import { foldAllTallies, foldAllTeamChanges, purgeAllMembers } from '#modules/members'
import { deliverJob, deliverTextsJob, purgeNotices, pushJob, sendPushes } from '#modules/notifications'
import {
  forgottenJob,
  phoneCodeJob,
  rotateSigningKeys,
  sendDoorCode,
  sendResetLink,
  tellLogouts,
  tellLogoutsJob,
  tidyDoor,
  tidySignIn,
} from '#modules/signin'
import { scopes as bindScopes, systemActor, type Scope } from '../platform/context.ts'
import type { Job } from '../platform/jobs.ts'
import { forgetRequests } from '../platform/once.ts'
import { createOutbound } from '../platform/outbound.ts'
import { openPlaces, type Places } from '../platform/place.ts'
import { mailServersOf, makingOf, optOutsOf, outboxOf, pushingOf, textsOf, webhookSealOf, type Parts } from './parts.ts'

/** The recurring jobs of all modules, each taking one tenant at a time. */
export function composeJobs(parts: Parts): Job[] {
  const { config, database, clock, log } = parts
  const outbox = outboxOf({ config })
  const texts = textsOf({ config })
  const scopes = bindScopes(database.db, clock, log)
  let places: Promise<Places> | undefined
  const making = makingOf(parts, scopes, () => (places ??= openPlaces(config.placesFile)))
  const guides = createGuideDeliverer({ scopes, servers: mailServersOf({ config }), optOuts: optOutsOf({ config }, scopes) })
  const outbound = createOutbound({ allowPrivate: config.allowPrivateTargets })
  const deliverer = createDeliverer({ scopes, seal: webhookSealOf(parts), outbound, secret: config.secret, url: config.url })
  const telling = { scopes, secret: config.secret, url: config.url, outbound }
  const pushing = pushingOf({ config })
  const everyTenant = (name: string, cron: string, work: (scope: Scope, signal?: AbortSignal) => Promise<unknown>): Job => ({
    name,
    cron,
    run: async (_, signal) => {
      let failed = 0
      for (const tenant of await listTenants(database.db)) {
        // One tenant's failure keeps no other from its turn; the job fails in the end, so that it is seen and tried again.
        await work(scopes(tenant, systemActor(name)), signal).catch((err: unknown) => {
          failed += 1
          log.error({ err, tenant, job: name }, 'a job failed for a tenant')
        })
      }
      if (failed > 0) throw new Error(`${name} failed for ${failed} tenants`)
    },
  })
  return [
    {
      name: deliverJob,
      run: async (payload) => outbox.deliver(scopes((payload as { tenant: string }).tenant, systemActor(deliverJob))),
    },
    {
      name: forgottenJob,
      run: async (payload) =>
        sendResetLink({ db: database.db, scopes, outbox, url: config.url }, payload as { id: string; ip: string | null }),
    },
    {
      name: phoneCodeJob,
      run: async (payload) => sendDoorCode({ db: database.db, scopes, texts }, payload as { number: string; ip: string | null }),
    },
    {
      name: deliverTextsJob,
      run: async (payload) => texts.deliver(scopes((payload as { tenant: string }).tenant, systemActor(deliverTextsJob))),
    },
    { name: deliverGuidesJob, run: (payload, signal) => guides.deliver((payload as { tenant: string }).tenant, signal) },
    everyTenant('installation.take_up', '* * * * *', takeUpGuides),
    everyTenant('installation.purge_guides', '27 4 * * *', purgeGuides),
    everyTenant('notifications.give_up_texts', '*/5 * * * *', texts.deliver),
    // What was held while no SMTP server was set, and what the queue gave up on.
    everyTenant('notifications.deliver_held', '*/5 * * * *', outbox.deliver),
    {
      name: pushJob,
      run: async (payload) => {
        const { tenant } = payload as { tenant: string }
        await sendPushes(pushing, () => scopes(tenant, systemActor(pushJob)))
      },
    },
    // What the queue gave up on; browsers whose connection has ended.
    everyTenant('notifications.push_left', '*/5 * * * *', ({ tenant, actor }) => sendPushes(pushing, () => scopes(tenant, actor))),
    everyTenant('notifications.purge_notices', '37 3 * * *', (scope) => scope.transaction(purgeNotices)),
    { name: makeFileJob, run: createMakingJob(making) },
    everyTenant('exports.take_up', '* * * * *', (scope) => takeUpFiles(making.storage, scope)),
    everyTenant('exports.purge', '47 * * * *', (scope) => purgeFiles(making.storage, scope)),
    everyTenant('api.forget_requests', '57 * * * *', (scope) => scope.transaction(forgetRequests)),
    { name: deliverEventsJob, detached: true, run: (payload, signal) => deliverer.deliver(payload as Which, signal) },
    // What a worker left that died, and what the queue gave up on.
    { ...everyTenant('integrations.deliver_left', '* * * * *', deliverer.deliverLeft), detached: true },
    everyTenant('integrations.tidy', '57 * * * *', tidyDeliveries),
    everyTenant('members.fold_team_changes', '* * * * *', foldAllTeamChanges),
    everyTenant('members.fold_tally', '*/5 * * * *', foldAllTallies),
    everyTenant('installation.fold', '* * * * *', foldInstallationCounts),
    everyTenant('devices.fold_tally', '*/5 * * * *', foldDeviceTally),
    everyTenant('devices.purge', '37 * * * *', purgeAllDevices),
    everyTenant('members.purge', '7 * * * *', purgeAllMembers),
    everyTenant('signin.tidy', '17 * * * *', (scope) => scope.transaction(tidySignIn)),
    {
      name: tellLogoutsJob,
      run: async (payload) => {
        const { tenant } = payload as { tenant: string }
        await tellLogouts(telling, () => scopes(tenant, systemActor(tellLogoutsJob)))
      },
    },
    // What the queue gave up on.
    everyTenant('signin.tell_logouts_left', '*/5 * * * *', ({ tenant, actor }) => tellLogouts(telling, () => scopes(tenant, actor))),
    // Hourly, one query; two workers at once publish one successor.
    { name: 'signin.rotate_keys', cron: '37 * * * *', run: async () => void (await rotateSigningKeys(scopes, config.secret)) },
    { name: 'signin.tidy_door', cron: '27 * * * *', run: () => tidyDoor(database.db, scopes) },
    ...activityJobs.map((job) => everyTenant(job.name, job.cron, job.run)),
  ]
}
