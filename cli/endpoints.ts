import { isContractProcedure, type AnyContractRouter } from '@orpc/contract'
import { z } from 'zod'
import { contract, type EndpointMeta } from '@muster/contract'

/** An endpoint of the contract as a command: `members.list` is `muster members list`. */
export type Endpoint = {
  /** The words of the command. */
  words: readonly string[]
  method: string
  path: string
  summary: string
  description: string | undefined
  meta: EndpointMeta
  input: z.ZodType | undefined
  output: z.ZodType | undefined
  /** Whether it answers a file. */
  isFile: boolean
}

/** `activeUsersFile` as it is typed: `active-users-file`. */
export const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** A text of the contract without the numbers of rules, which are for whoever changes Muster. */
export const withoutRules = (text: string): string => text.replaceAll(/ \([A-Z]{1,2}-\d+(, [A-Z]{1,2}-\d+)*\)/g, '')

/** RE-1: every endpoint of the contract, in its order. */
export function listEndpoints(router: AnyContractRouter = contract, words: readonly string[] = []): Endpoint[] {
  return Object.entries(router).flatMap(([key, one]: [string, AnyContractRouter]) => {
    const named = [...words, kebab(key)]
    if (!isContractProcedure(one)) return listEndpoints(one, named)
    const { route, meta, inputSchema, outputSchema } = one['~orpc']
    const { method = 'POST', path = '/' } = route
    const summary = withoutRules(route.summary ?? '')
    const description = route.description === undefined ? undefined : withoutRules(route.description)
    // The contract's schemas are zod's, and each endpoint is made by its one function, with its meta.
    const [input, output] = [inputSchema, outputSchema] as (z.ZodType | undefined)[]
    return [
      { words: named, method, path, summary, description, meta: meta as EndpointMeta, input, output, isFile: output instanceof z.ZodFile },
    ]
  })
}

/** The parameters in a path, in order: `{member}`. */
export function placeholdersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** What a command is told without a flag, in order: the things in the path but the company. */
export function positionalsOf({ path }: Pick<Endpoint, 'path'>): string[] {
  return placeholdersOf(path).filter((name) => name !== 'company')
}

/** Whether a company is meant: in the path, or among the fields. */
export function needsCompany({ path, input }: Pick<Endpoint, 'path' | 'input'>): boolean {
  return path.includes('{company}') || (input !== undefined && 'shape' in input && 'company' in (input.shape as object))
}
