import * as contract from '@muster/contract'
import { expect, expectTypeOf, test } from 'vitest'
import * as protocol from './protocol.ts'

test('the plain types are those of the contract', () => {
  expectTypeOf<protocol.DeviceReport>().toEqualTypeOf<contract.DeviceReport>()
  expectTypeOf<protocol.ActivityReport>().toEqualTypeOf<contract.ActivityReport>()
  expectTypeOf<protocol.ActivityAnswer>().toEqualTypeOf<contract.ActivityAnswer>()
  expectTypeOf<protocol.NoticePage>().toEqualTypeOf<contract.ShownNotices>()
  expectTypeOf<protocol.NoticeRead>().toEqualTypeOf<contract.NoticeRead>()
  expectTypeOf<protocol.Enrolment>().toEqualTypeOf<contract.Enrolment>()
  expectTypeOf<protocol.EnrolmentSkipped>().toEqualTypeOf<contract.EnrolmentSkipped>()
  expectTypeOf<protocol.DueOperations>().toEqualTypeOf<contract.DueOperations>()
  expectTypeOf<protocol.OperationAnswer>().toEqualTypeOf<contract.OperationAnswer>()
  expectTypeOf<protocol.AnsweredOperation>().toEqualTypeOf<contract.AnsweredOperation>()
  expectTypeOf<protocol.SuiteClient>().toEqualTypeOf<Exclude<contract.SuiteClient, 'console'>>()
  expect(protocol.maxUsesPerReport).toBe(contract.maxUsesPerReport)
  expect(protocol.useMaxAgeDays).toBe(contract.useMaxAgeDays)
})
