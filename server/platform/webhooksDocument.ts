import { z } from 'zod'
import type { OpenAPI } from '@orpc/contract'
import { eventShapes, messageShape, testEvent, testShape } from '@muster/contract'

const header = (name: string, description: string): OpenAPI.ParameterObject => ({
  in: 'header',
  name,
  required: true,
  description,
  schema: { type: 'string' },
})
const headers = [
  header('webhook-id', 'The same at each attempt: what came twice is known by it'),
  header('webhook-timestamp', 'When the attempt was made, in seconds since 1970'),
  header(
    'webhook-signature',
    '`v1,` and the HMAC-SHA256 of id, timestamp and body with dots between; several by space while a secret is renewed',
  ),
]

function pathOf(type: string, shape: z.ZodType): OpenAPI.PathItemObject {
  const { $schema: _, ...schema } = z.toJSONSchema(messageShape(type, shape))
  return {
    post: {
      tags: ['Events'],
      operationId: `event.${type}`,
      summary: shape.description ?? type,
      security: [],
      parameters: headers,
      // JSON Schema 2020-12 either way; the two libraries type it differently.
      requestBody: { required: true, content: { 'application/json': { schema: schema as OpenAPI.ReferenceObject } } },
      responses: { '2XX': { description: 'It arrived. Anything else, or nothing within 10 seconds, and it is sent again' } },
    },
  }
}

/** RE-3: the events that others are told of, as OpenAPI 3.1 has webhooks: from the contract's own shapes. */
export function webhooksDocument(): Record<string, OpenAPI.PathItemObject> {
  const all = [...Object.entries(eventShapes), [testEvent, testShape] as const]
  return Object.fromEntries(all.map(([type, shape]) => [type, pathOf(type, shape)]))
}
