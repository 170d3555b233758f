import { expect, it } from 'vitest'
import { z } from 'zod'
import { activityReportShape, contract, deviceReportShape, memberSearchShape, teamPageShape } from './index.ts'

/** Texts that no column keeps: a NUL, half of a surrogate pair; short and long, so that no shape refuses them for their length. */
const unkept = ['\0', '\ud800'].flatMap((character) => [`a${character}b`, `${'a'.repeat(40)}${character}`])

/** Fields whose text is compared by its hash, or decoded: it stands in no statement as it came. */
const neverStored = /(^|\.)(password|current|token|cursor|file|data)$/

/** Every field of a shape that takes a text no column keeps. */
function open(shape: z.ZodType, path: string): string[] {
  const def = shape.def as unknown as Record<string, unknown> & { type: string }
  const inner = (name: string, at = path) => open(def[name] as z.ZodType, at)
  switch (def.type) {
    case 'object':
      return Object.entries(def['shape'] as Record<string, z.ZodType>).flatMap(([key, of]) => open(of, `${path}.${key}`))
    case 'array':
      return inner('element', `${path}.0`)
    case 'record':
      return [...inner('keyType', `${path} (key)`), ...inner('valueType', `${path}.*`)]
    case 'union':
      return (def['options'] as z.ZodType[]).flatMap((option) => open(option, path))
    case 'optional':
    case 'nullable':
    case 'default':
      return inner('innerType')
    case 'pipe':
      // Of a text, what comes out in the end counts.
      if ((def['in'] as z.ZodType).def.type !== 'string') return inner('in')
      return takes(shape) ? [path] : []
    default:
      return takes(shape) ? [path] : []
  }
}

const takes = (shape: z.ZodType) => unkept.some((text) => shape.safeParse(text).success)

/** The input of every endpoint, by name. */
function inputs(router: object, prefix = ''): [string, z.ZodType][] {
  return Object.entries(router).flatMap(([key, value]: [string, unknown]) => {
    const own = (value as { '~orpc'?: { inputSchema?: z.ZodType } })['~orpc']
    if (own) return own.inputSchema ? [[`${prefix}${key}`, own.inputSchema]] : []
    return inputs(value as object, `${prefix}${key}.`)
  })
}

it('finds the fields that would', () => {
  const email = z.string().pipe(z.email())
  const shape = z.object({
    a: z.string(),
    b: z.array(z.string().max(9).nullable()).transform((b) => b),
    c: z.record(z.uuid(), z.string()),
    email,
  })
  expect(open(shape, 'x')).toEqual(['x.a', 'x.b.0', 'x.c.*'])
})

it.each([
  ...inputs(contract),
  ['client/v1/device', deviceReportShape] as [string, z.ZodType],
  ['client/v1/activity', activityReportShape] as [string, z.ZodType],
  ['client/v1/members', memberSearchShape] as [string, z.ZodType],
  ['client/v1/teams/{team}/members', teamPageShape] as [string, z.ZodType],
])('%s takes no text that cannot be kept', (name, shape) => {
  expect(open(shape, name).filter((field) => !neverStored.test(field))).toEqual([])
})
