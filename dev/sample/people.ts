import type { Locale } from '@muster/contract'
import type { Random } from './random.ts'

const korean = {
  family: ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임', '한', '오', '서', '신', '권', '황', '안', '송', '류', '홍'],
  given: [
    '민준',
    '서연',
    '도윤',
    '지우',
    '하준',
    '서윤',
    '지호',
    '수아',
    '예준',
    '하은',
    '주원',
    '지민',
    '은우',
    '채원',
    '시우',
    '유나',
    '건우',
    '다은',
    '현우',
    '소율',
    '준서',
    '나연',
    '태윤',
    '가은',
    '성민',
    '혜진',
    '동현',
    '미경',
    '재훈',
    '은영',
  ],
  familyLatin: [
    'kim',
    'lee',
    'park',
    'choi',
    'jung',
    'kang',
    'cho',
    'yoon',
    'jang',
    'lim',
    'han',
    'oh',
    'seo',
    'shin',
    'kwon',
    'hwang',
    'ahn',
    'song',
    'ryu',
    'hong',
  ],
  givenLatin: [
    'minjun',
    'seoyeon',
    'doyun',
    'jiwoo',
    'hajun',
    'seoyun',
    'jiho',
    'sua',
    'yejun',
    'haeun',
    'juwon',
    'jimin',
    'eunwoo',
    'chaewon',
    'siwoo',
    'yuna',
    'geonwoo',
    'daeun',
    'hyunwoo',
    'soyul',
    'junseo',
    'nayeon',
    'taeyun',
    'gaeun',
    'sungmin',
    'hyejin',
    'donghyun',
    'mikyung',
    'jaehoon',
    'eunyoung',
  ],
}
const japanese = {
  family: ['佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '山本', '中村', '小林', '加藤'],
  given: ['陽菜', '蓮', '結衣', '湊', '葵', '大翔', '美咲', '颯太', '彩花', '健太'],
  familyLatin: ['sato', 'suzuki', 'takahashi', 'tanaka', 'ito', 'watanabe', 'yamamoto', 'nakamura', 'kobayashi', 'kato'],
  givenLatin: ['hina', 'ren', 'yui', 'minato', 'aoi', 'hiroto', 'misaki', 'sota', 'ayaka', 'kenta'],
}
const english = {
  family: ['Carter', 'Nguyen', 'Silva', 'Weber', 'Rossi', 'Novak', 'Patel', 'Okafor', 'Larsen', 'Dubois'],
  given: ['Grace', 'Liam', 'Ana', 'Jonas', 'Giulia', 'Petra', 'Arjun', 'Ada', 'Ingrid', 'Louis'],
}

export type Person = { name: string; login: string; locale: Locale }

/** A person nobody is: name, ID and language. IDs are made unique by the number. */
export function inventPerson(random: Random, number: number): Person {
  const kind = random.number()
  const at = <T>(list: readonly T[]) => random.below(list.length)
  if (kind < 0.78) {
    const [f, g] = [at(korean.family), at(korean.given)]
    return {
      name: `${korean.family[f]}${korean.given[g]}`,
      login: `${korean.givenLatin[g]}.${korean.familyLatin[f]}${number}`,
      locale: 'ko',
    }
  }
  if (kind < 0.9) {
    const [f, g] = [at(japanese.family), at(japanese.given)]
    return {
      name: `${japanese.family[f]} ${japanese.given[g]}`,
      login: `${japanese.givenLatin[g]}.${japanese.familyLatin[f]}${number}`,
      locale: 'ja',
    }
  }
  const [f, g] = [at(english.family), at(english.given)]
  return {
    name: `${english.given[g]} ${english.family[f]}`,
    login: `${english.given[g]}.${english.family[f]}${number}`.toLowerCase(),
    locale: 'en',
  }
}
