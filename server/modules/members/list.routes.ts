import { api, callerOf, reachOf } from '../../platform/api.ts'
import { collectWorkbook, columnsOf, languageOf, type AskedFile } from './file.service.ts'
import { countMembers, listMembers, summarizeMembers } from './list.service.ts'
import type { Ctx } from '../../platform/context.ts'
import type { MemberFilter, MemberSort } from '@muster/contract'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type FileInput = MemberFilter & { company: string; sort: MemberSort; direction: 'asc' | 'desc'; columns?: string | undefined }
type Context = Parameters<typeof callerOf>[0] & Parameters<typeof reachOf>[0]

/** What a file is asked for, in the language of the one who asks. */
async function askedFile(ctx: Ctx, context: Context, input: FileInput): Promise<AskedFile> {
  const { company, sort, direction, columns, ...filter } = input
  const locale = await languageOf(ctx, callerOf(context).memberId)
  return { companyId: company, filter, sort, direction, columns: columnsOf(columns), reach: reachOf(context), locale }
}

/** Members: the list, its totals, and the list as an Excel file. */
export const listRoutes = {
  list: api.members.list.handler(({ context, input }) => {
    const { company, sort, direction, cursor, limit, ...filter } = input
    return context.scope.transaction((ctx) =>
      listMembers(ctx, { companyId: company, filter, sort, direction, cursor, limit, reach: reachOf(context) }),
    )
  }),
  count: api.members.count.handler(async ({ context, input: { company, ...filter } }) => ({
    total: await context.scope.transaction((ctx) => countMembers(ctx, { companyId: company, filter, reach: reachOf(context) })),
  })),
  summary: api.members.summary.handler(({ context, input }) =>
    context.scope.transaction((ctx) => summarizeMembers(ctx, input.company, reachOf(context))),
  ),
  xlsx: api.members.xlsx.handler(async ({ context, input }) => {
    const book = await context.scope.transaction(async (ctx) => collectWorkbook(ctx, await askedFile(ctx, context, input)))
    return new File([new Uint8Array(await book.write())], book.name, { type: xlsx })
  }),
}
