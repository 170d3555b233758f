/** Filters, sort and place as they stand in the URL, named as the API names them. Whether they are valid is the server's to say. */
export const listKeys = [
  'q',
  'state',
  'team',
  'subteams',
  'level',
  'userType',
  'onLeave',
  'blocked',
  'twoStep',
  'lastUse',
  'expiring',
  'sort',
  'direction',
  'cursor',
] as const
export type ListSearch = Partial<Record<(typeof listKeys)[number], string>>
