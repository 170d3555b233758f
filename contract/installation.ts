/** IS-1: the apps that installation status is about; the Drive apps are no part of it. */
export const installationApps = ['mobile', 'pc'] as const
export type InstallationApp = (typeof installationApps)[number]

/** IS-1: how a member stands with an app. */
export const installationStates = ['installed', 'not_installed', 'no_permission'] as const
export type InstallationState = (typeof installationStates)[number]

/** IS-2: why a member gets no installation guide, in the order in which it is asked. */
export const guideBlocks = ['deleted', 'suspended', 'awaiting', 'no_permission', 'installed', 'no_email', 'opted_out'] as const
export type GuideBlock = (typeof guideBlocks)[number]
