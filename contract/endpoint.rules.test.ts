import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract, type EndpointMeta } from './index.ts'

type Procedure = { route: { method: string }; meta: EndpointMeta; outputSchema?: z.ZodType }

/** Every endpoint of the contract by name. */
function endpoints(router: object, prefix = ''): [string, Procedure][] {
  return Object.entries(router).flatMap(([key, value]: [string, object]) => {
    const own = (value as { '~orpc'?: Procedure })['~orpc']
    return own ? [[`${prefix}${key}`, own] as [string, Procedure]] : endpoints(value, `${prefix}${key}.`)
  })
}

/** Names of fields, however deep. */
function fieldsOf(schema: unknown): string[] {
  if (schema === null || typeof schema !== 'object') return []
  const { properties } = schema as { properties?: object }
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(fieldsOf)]
}

const posts = endpoints(contract).filter(([, { route }]) => route.method === 'POST')
const secret = /password|secret|token|^codes$|recovery|seed|otpauth|^uri$/i

describe('pitfall 35: what is done once', () => {
  it('SX-3, pitfall 35: an answer that may hold a secret is not kept', () => {
    const kept = posts.filter(([, { meta }]) => meta.once === true)
    expect(kept.length).toBeGreaterThan(15)
    for (const [name, { outputSchema }] of kept) {
      const fields = outputSchema ? fieldsOf(z.toJSONSchema(outputSchema, { io: 'output', unrepresentable: 'any' })) : []
      expect(
        fields.filter((field) => secret.test(field)),
        `${name} keeps its answer: declare it once: 'secret'`,
      ).toEqual([])
    }
  })

  it('pitfall 35: only who is known has keys of their own', () => {
    expect(posts.filter(([, { meta }]) => meta.access === 'public' && meta.once)).toEqual([])
  })

  it('pitfall 35: what may be sent twice without harm, and nothing else, looks at no key', () => {
    const free = posts.filter(([, { meta }]) => !meta.once && meta.access !== 'public').map(([name]) => name)
    expect(free.toSorted()).toEqual([
      // Nothing is sent or made; or whoever asks proves themselves anew each time, by what works once.
      'company.signOut',
      'easyLogin.linkLine',
      'easyLogin.removeSms',
      'guides.count',
      'guides.preview',
      'network.preview',
      'notices.read',
      'notices.readAll',
      'organization.moveTeam',
      'passkeys.ask',
      'passkeys.begin',
      'passkeys.remove',
      'self.beginTwoStep',
      'self.prove',
      'self.turnTwoStepOff',
      'titles.customFields.move',
      'titles.levels.move',
      'titles.positions.move',
      'titles.userTypes.move',
    ])
  })
})
