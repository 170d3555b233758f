/** DS-5: filters as they stand in the URL, named as the API names them. Whether they are valid is the server's to say. */
export const filterKeys = ['user', 'model', 'os', 'osVersion', 'app', 'appVersion', 'access', 'stale', 'profile', 'update', 'team'] as const
/** With them the tab, sort and place in the list, and the device whose detail is open. */
export const searchKeys = ['tab', ...filterKeys, 'sort', 'direction', 'cursor', 'device'] as const
export type DeviceSearch = Partial<Record<(typeof searchKeys)[number], string>>
