import type { z } from 'zod'
import { AppError } from './errors.ts'

/** Parses a body by its declared shape. @throws input_invalid naming every problem: `{ issues: [{ path, message }] }` */
export function parseBody<S extends z.ZodType>(shape: S, body: unknown): z.output<S> {
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  throw new AppError('input_invalid', {
    issues: parsed.error.issues.map((i) => ({ path: i.path.map(String).join('.'), message: i.message })),
  })
}
