/** Filters as they stand in the URL, named as the API names them. Whether they are valid is the server's to say. */
export const filterKeys = ['q', 'mobile', 'pc', 'guide'] as const
/** With them which part of the page is shown, of which send the receivers and in which state, the team, the team sought in the tree, and sort and place in the list. */
export const searchKeys = ['view', 'send', 'state', ...filterKeys, 'team', 'subteams', 'find', 'sort', 'direction', 'cursor'] as const
export type InstallationSearch = Partial<Record<(typeof searchKeys)[number], string>>
