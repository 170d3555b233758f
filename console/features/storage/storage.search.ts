/** MB-9: filters and place in the list as they stand in the URL, named as the API names them. Whether they are valid is the server's to say. */
export const searchKeys = ['kind', 'filled', 'cursor'] as const
export type StorageSearch = Partial<Record<(typeof searchKeys)[number], string>>
