/** The sample's teams: two levels, forty in all. */
export const trading = {
  name: 'Hanbit Trading',
  domain: 'hanbit.example',
  zone: 'Asia/Seoul',
  divisions: [
    { name: '경영지원본부', teams: ['인사팀', '재무팀', '총무팀', '법무팀', '정보보안팀'] },
    { name: '영업본부', teams: ['국내영업1팀', '국내영업2팀', '해외영업팀', '영업기획팀', '고객지원팀'] },
    { name: '물류본부', teams: ['수출입팀', '창고운영팀', '배송관리팀', '통관팀'] },
    { name: '제품본부', teams: ['제품기획팀', '디자인팀', '품질관리팀', '구매팀', '생산관리팀'] },
    { name: '마케팅본부', teams: ['브랜드팀', '콘텐츠팀', '퍼포먼스팀'] },
  ],
} as const

export const labs = {
  name: 'Hanbit Labs',
  domain: 'hanbitlabs.example',
  zone: 'America/Los_Angeles',
  divisions: [
    { name: 'Engineering', teams: ['Platform', 'Mobile', 'Data', 'Quality'] },
    { name: 'Operations', teams: ['People', 'Finance', 'Facilities', 'Customer success', 'Legal'] },
  ],
} as const
