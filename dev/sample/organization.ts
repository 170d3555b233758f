/** The sample's teams, forty in all, and what its companies call ranks; the highest first. */
export const trading = {
  name: 'Hanbit Trading',
  domain: 'hanbit.example',
  zone: 'Asia/Seoul',
  divisions: [
    { name: '대표이사실', teams: [] },
    { name: '경영지원본부', teams: ['인사팀', '재무팀', '총무팀', '법무팀', '정보보안팀', '신사업준비팀'] },
    { name: '영업본부', teams: ['국내영업1팀', '국내영업2팀', '해외영업팀', '영업기획팀', '고객지원팀'] },
    { name: '물류본부', teams: ['수출입팀', '창고운영팀', '배송관리팀', '통관팀'] },
    { name: '제품본부', teams: ['제품기획팀', '디자인팀', '품질관리팀', '구매팀', '생산관리팀'] },
    { name: '마케팅본부', teams: ['브랜드팀', '콘텐츠팀', '퍼포먼스팀'] },
  ],
  /** Not in the chart for those who are not in it. */
  privateTeam: { name: '신사업준비팀', description: '2027년 신규 사업 검토. 외부 공개 전까지 비공개입니다.' },
  executives: ['대표이사', '전무', '상무'],
  levels: ['부장', '차장', '과장', '대리', '사원'],
  positions: ['대표', '본부장', '팀장', '파트장'],
  userTypes: ['정규직', '계약직', '파견직'],
  customFields: ['내선번호', '사원증 번호'],
} as const

export const labs = {
  name: 'Hanbit Labs',
  domain: 'hanbitlabs.example',
  zone: 'America/Los_Angeles',
  divisions: [
    { name: 'Engineering', teams: ['Platform', 'Mobile', 'Data', 'Quality'] },
    { name: 'Operations', teams: ['People', 'Finance', 'Facilities', 'Customer success', 'Legal'] },
  ],
  privateTeam: null,
  executives: ['Vice president'],
  levels: ['Director', 'Manager', 'Senior', 'Associate'],
  positions: ['Head', 'Team lead', 'Coordinator'],
  userTypes: ['Employee', 'Contractor'],
  customFields: ['Desk'],
} as const

export type CompanyPlan = typeof trading | typeof labs
