import { z } from 'zod'
import { kebab, placeholdersOf, withoutRules, type Endpoint } from './endpoints.ts'

/** What a flag holds: a text, a number, yes or no, several texts, a file's bytes, or any JSON. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'list' | 'bytes' | 'json'

/** A field of an endpoint's input as a flag; what stands in the path, and the company, are none. */
export type Field = {
  /** Where it stands in the input. */
  path: readonly string[]
  flag: string
  kind: FieldKind
  /** What it may be, where that is little. */
  choices: readonly string[] | undefined
  description: string | undefined
  required: boolean
  /** Whether `none` means that there is none. */
  nullable: boolean
  /** Whether it is an id, or several. */
  isId: boolean
  /** Whether it is a secret: `-` reads it from standard input, so that it stands in no list of processes. */
  secret: boolean
}

type Schema = {
  type?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  format?: string
  default?: unknown
  contentEncoding?: string
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  propertyNames?: Schema
  additionalProperties?: Schema | boolean
}

const secrets = /^(password|current|token|secret|authorization|code)$/

/** RE-1: the flags of an endpoint: a field inside of another with a dot, unless its endpoint has no other that holds fields. */
export function fieldsOf({ input, path }: Pick<Endpoint, 'input' | 'path'>): Field[] {
  if (!input) return []
  const root = schemaOf(input)
  const elsewhere = new Set([...placeholdersOf(path), 'company'])
  const own = Object.entries(root.properties ?? {}).filter(([name]) => !elsewhere.has(name))
  const holders = own.filter(([, schema]) => holdsFields(simplest(schema).schema))
  const [only] = holders.length === 1 && !isRecord(holders[0]?.[1]) ? holders : []
  const required = new Set(root.required)
  return own.flatMap(([name, schema]) =>
    leavesOf(schema, [name], required.has(name), (at) => (only?.[0] === name && at.length > 1 ? at.slice(1) : at)),
  )
}

// JSON Schema as the contract has it: a closed set of keywords.
const schemaOf = (input: z.ZodType) => z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema

/** What a thing in the path may be, where that is little. */
export function choicesAt({ input }: Pick<Endpoint, 'input'>, name: string): readonly string[] | undefined {
  const schema = input && schemaOf(input).properties?.[name]
  return schema && choicesOf(schema)
}

const isRecord = (schema: Schema | undefined) => schema?.propertyNames !== undefined
const holdsFields = (schema: Schema) => fieldsIn(schema) !== undefined

/** A schema without the null that it also takes. */
function simplest(schema: Schema): { schema: Schema; nullable: boolean } {
  const options = schema.anyOf ?? schema.oneOf
  if (!options) return { schema, nullable: false }
  const rest = options.filter((option) => option.type !== 'null')
  const nullable = rest.length < options.length
  const [first] = rest
  if (rest.length === 1 && first) {
    const inner = simplest(first)
    return {
      schema: { ...inner.schema, ...(schema.description && { description: schema.description }) },
      nullable: nullable || inner.nullable,
    }
  }
  return { schema: { ...schema, anyOf: rest }, nullable }
}

/** The fields of an object, of the variants of one, or of a record with known keys; undefined: it is none. */
function fieldsIn(schema: Schema): { name: string; schema: Schema; required: boolean }[] | undefined {
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) {
    const all = variants.map(fieldsIn)
    if (!all.every((fields) => fields !== undefined)) return undefined
    const names = [...new Set(all.flatMap((fields) => fields.map((field) => field.name)))]
    return names.map((name) => {
      const same = all.flatMap((fields) => fields.filter((field) => field.name === name))
      return {
        name,
        schema: merged(same.map((field) => field.schema)),
        required: same.length === all.length && same.every((f) => f.required),
      }
    })
  }
  if (schema.properties) {
    const required = new Set(schema.required)
    return Object.entries(schema.properties).map(([name, inner]) => ({ name, schema: inner, required: required.has(name) }))
  }
  const { propertyNames, additionalProperties } = schema
  if (propertyNames?.enum && typeof additionalProperties === 'object')
    return propertyNames.enum.map((name) => ({ name: String(name), schema: additionalProperties, required: false }))
  return undefined
}

/** One schema for a field that variants have alike: their constants become choices. */
function merged(schemas: readonly Schema[]): Schema {
  const [first = {}] = schemas
  if (schemas.every((schema) => schema.const !== undefined)) return { ...first, enum: [...new Set(schemas.map((schema) => schema.const))] }
  if (schemas.every((schema) => schema.items?.enum))
    return { ...first, items: { type: 'string', enum: [...new Set(schemas.flatMap((schema) => schema.items?.enum ?? []))] } }
  return first
}

function leavesOf(
  schema: Schema,
  path: readonly string[],
  required: boolean,
  short: (path: readonly string[]) => readonly string[],
): Field[] {
  const { schema: plain, nullable } = simplest(schema)
  const inner = fieldsIn(plain)
  if (inner) return inner.flatMap((field) => leavesOf(field.schema, [...path, field.name], required && field.required, short))
  const name = path.at(-1) ?? ''
  const description = plain.description ?? schema.description
  return [
    {
      path,
      flag: short(path).map(kebab).join('.'),
      kind: kindOf(plain),
      choices: choicesOf(plain),
      description: description === undefined ? undefined : withoutRules(description),
      required: required && schema.default === undefined,
      nullable,
      isId: holdsIds(plain),
      secret: secrets.test(name),
    },
  ]
}

function kindOf(schema: Schema): FieldKind {
  if (schema.contentEncoding === 'base64') return 'bytes'
  if (schema.type === 'boolean' || typeof schema.const === 'boolean') return 'boolean'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'array') return isScalar(schema.items) ? 'list' : 'json'
  const options = schema.anyOf ?? schema.oneOf
  if (options?.every((option) => option.type === 'number' || option.type === 'integer')) return 'number'
  return isScalar(schema) || options?.every(isScalar) ? 'text' : 'json'
}

const isScalar = (schema: Schema | undefined) =>
  schema?.type === 'string' || schema?.enum !== undefined || typeof schema?.const === 'string'

const holdsIds = (schema: Schema): boolean =>
  schema.format === 'uuid' || schema.items?.format === 'uuid' || (schema.anyOf ?? schema.oneOf ?? []).some(holdsIds)

function choicesOf(schema: Schema): string[] | undefined {
  const known = schema.enum ?? schema.items?.enum ?? (schema.const === undefined ? undefined : [schema.const])
  return known?.map(String)
}
