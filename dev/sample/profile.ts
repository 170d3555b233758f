import type { ProfileChange } from '@muster/contract'
import type { Person } from './people.ts'
import { seeded } from './random.ts'

const workplaces = { ko: ['서울 본사', '부산 지사', '인천 물류센터'], ja: ['東京支社', '大阪支社'], en: ['Head office', 'Berlin office'] }
const duties = {
  ko: ['채용', '결산', '고객 상담', '수출 서류', '품질 검사', '신제품 기획', '재고 관리'],
  ja: ['営業', '貿易事務', '品質検査', '採用'],
  en: ['Partner sales', 'Bookkeeping', 'Support', 'Quality checks'],
}

const two = (n: number) => String(n).padStart(2, '0')
const place = { home: 'home.example', mobile: '+82 10' } as const

/** What a profile says of a person; the same in every sample. Some left fields blank, as people do. */
export function inventProfile(person: Person): { personalEmail: string | null; profile: ProfileChange } {
  const number = Number(/\d+$/.exec(person.login)?.[0] ?? 1)
  const random = seeded(number + 7)
  const often = <T>(value: T, chance: number) => (random.chance(chance) ? value : null)
  const day = (first: number, years: number) => `${first + random.below(years)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`
  const digits = () => String(random.below(10_000)).padStart(4, '0')
  const phones: { kind: 'mobile' | 'work'; number: string }[] = [{ kind: 'mobile', number: `${place.mobile}-${digits()}-${digits()}` }]
  if (random.chance(0.4)) phones.push({ kind: 'work', number: `+82 2-555-${digits()}` })
  return {
    personalEmail: often(`${person.login}@${place.home}`, 0.85),
    profile: {
      employeeNumber: String(number).padStart(6, '0'),
      nickname: often(person.login.split('.')[0] ?? null, 0.25),
      names: person.locale === 'en' ? {} : { en: { name: latinOf(person.login), phonetic: null } },
      phones: random.chance(0.9) ? phones : [],
      workplace: often(random.pick(workplaces[person.locale]), 0.9),
      duty: often(random.pick(duties[person.locale]), 0.7),
      birthday: often(day(1966, 38), 0.8),
      hiredOn: day(2012, 13),
    },
  }
}

/** `minjun.kim12` reads Minjun Kim. */
function latinOf(login: string): string {
  return login
    .replace(/\d+$/, '')
    .split('.')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join(' ')
}
