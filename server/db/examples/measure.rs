use chrono::{DateTime, Utc, Duration};
use db::cases::{CaseState, NewCase}; use db::inquiry::{NewInquiry, PatientWords}; use db::*;
use domain::{id::*, code::Code, cases::CaseStatus, inquiry::*, patient::PatientData, calendar::FiscalYear};
use futures::FutureExt; use migrations::Migrator; use sea_orm_migration::MigratorTrait; use std::time::Instant;
const W: [&str; 30] = ["在宅酸素を使用しています。","透析の送迎について。","退院後の訪問診療を希望。","ケアマネージャーより連絡あり。","看取りの相談。","認知症の進行があり家族が疲弊。","胃ろうの管理。","訪問看護の導入を検討。","主治医が見つからない。","末期がんの疼痛管理。","独居で通院困難。","夜間の往診先。","転倒して骨折。","病院の地域連携室から。","薬の飲み忘れが多い。","褥瘡の処置。","吸引が必要。","福祉用具の相談。","介護認定の申請中。","施設入所を検討。","家族が遠方に住む。","生活保護を受給。","精神科の訪問診療。","小児の在宅医療。","歯科の訪問診療。","リハビリの継続。","ショートステイの利用。","緊急時の連絡先。","転院調整。","急変時の対応。"];
const S: [(&str,&str);12]=[("佐藤","さとう"),("鈴木","すずき"),("高橋","たかはし"),("田中","たなか"),("伊藤","いとう"),("渡辺","わたなべ"),("山本","やまもと"),("中村","なかむら"),("小林","こばやし"),("加藤","かとう"),("吉田","よしだ"),("山田","やまだ")];
fn c(s:&str)->Code{Code(s.into())}
struct R(u64); impl R{fn n(&mut self,m:u64)->u64{self.0^=self.0<<13;self.0^=self.0>>7;self.0^=self.0<<17;self.0%m}}
fn data(r:&mut R,at:DateTime<Utc>)->InquiryData{ let s=S[r.n(12) as usize];
 let mut content=String::new(); for _ in 0..(3+r.n(12)){content.push_str(W[(r.n(30)*r.n(30)/30) as usize]);}
 let mut response=String::new(); for _ in 0..(1+r.n(6)){response.push_str(W[r.n(30) as usize]);}
 InquiryData{received_at:at,backdate_reason:String::new(),channel:c(["phone","phone","phone","fax","email","letter"][r.n(6) as usize]),caller_type:c(["family","care_manager","hospital_msw"][r.n(3) as usize]),caller_name:format!("{} {}",s.0,W[r.n(30) as usize].chars().take(2).collect::<String>()),caller_kana:format!("{} はな",s.1),affiliation:String::new(),telephone:format!("072-{:03}-{:04}",r.n(999),r.n(9999)),main_category:c(["complaint","doctor_matching/primary"][r.n(2) as usize]),other_categories:vec![],urgency:c(["normal","normal","urgent","immediate"][r.n(4) as usize]),content,response,minutes:Some(5),anonymous:false}}
async fn time<F:AsyncFn()->usize>(name:&str,f:F){ let mut v=vec![];let mut n=0; for _ in 0..15{let t=Instant::now(); n=f().await; v.push(t.elapsed().as_secs_f64()*1e3);} v.sort_by(f64::total_cmp); println!("{name:40} {:8.2} ms median {:8.2} max  n={n}",v[7],v[14]);}
#[tokio::main] async fn main(){
 let url=std::env::args().nth(1).unwrap(); let n:i64=std::env::args().nth(2).unwrap().parse().unwrap();
 let db=Database::connect(&url,&Options{timeout:std::time::Duration::from_secs(120),..Default::default()}).await.unwrap();
 Migrator::up(db.connection(),None).await.unwrap();
 let start:DateTime<Utc>="2023-04-01T00:00:00Z".parse().unwrap();
 let mut desks=desk::all(db.read()).await.unwrap();
 if desks.is_empty(){ let t=Instant::now();
  let (d,u)=(DeskId::new(),UserId(uuid::Uuid::nil()));
  db.write(move|tx|async move{ desk::insert(tx,d,"x",start).await?; for (k,l) in [(0u128,"a"),(1,"b"),(2,"c")] { tx.execute_raw(sea_orm::Statement::from_sql_and_values(tx.get_database_backend(),"INSERT INTO users (id,login,name,version,created_at) VALUES ($1,$2,$2,1,$3)",[uuid::Uuid::from_u128(k).into(),l.into(),start.into()])).await?; } Ok::<_,DbError>(())}.boxed()).await.unwrap();
  let per=500; for chunk in 0..n/per { db.write(move|tx|async move{
    let mut r=R(chunk as u64*7919+13); let mut last=CaseId::new(); let mut pw:Option<(PatientId,PatientData)>=None;
    for k in 0..per{ let i=chunk*per+k; let at=start+Duration::minutes(i*19); let dt=data(&mut r,at);
     let seq=sequence::next(tx,d,2026).await?; let num=number(FiscalYear(2026),seq);
     let cont=k%10<4 && k>0;
     if !cont { last=CaseId::new();
       pw=if r.n(10)<8{ let s=S[r.n(12) as usize]; let p=PatientData{name:format!("{} {}",s.0,W[r.n(30) as usize].chars().take(2).collect::<String>()),kana:format!("{} はる",s.1),birth:None,sex:None,address:String::new(),telephone:String::new(),care_level:None}; let id=PatientId::new(); patient::insert(tx,id,d,&p,u,at).await?; Some((id,p)) }else{None};
       let open=i>n-n/30 || r.n(100)<2; let owner=if r.n(10)<9{Some(UserId(uuid::Uuid::from_u128(r.n(3) as u128)))}else{None};
       cases::insert(tx,&NewCase{id:last,desk_id:d,number:&num,patient_id:pw.as_ref().map(|p|p.0),state:CaseState{status:if open{CaseStatus::InProgress}else{CaseStatus::Closed},owner_id:owner,next_date:if open && r.n(2)==0 {Some(at.date_naive())}else{None},outcome:None,closed_at:None,voided:None},main_category:&dt.main_category,opened_at:at}).await?; }
     inquiry::insert(tx,&NewInquiry{id:InquiryId::new(),desk_id:d,case_id:last,fiscal_year:2026,sequence:seq,number:&num,data:&dt,recorded_at:at,recorded_by:u,continued:cont,missing:(r.n(20)==0) as i32,patient:pw.as_ref().map(|p|PatientWords::from(&p.1))}).await?; }
    Ok::<_,DbError>(())}.boxed()).await.unwrap(); }
  println!("seeded in {:?}",t.elapsed()); desks=desk::all(db.read()).await.unwrap(); }
 let d=[desks[0].id]; let conn=db.read(); let me=UserId(uuid::Uuid::from_u128(1));
 let now=start+Duration::minutes(n*19);
 let list=|set:fn(&mut ListQuery)|{let mut q=ListQuery::default(); set(&mut q); q.parse(now,me).unwrap()};
 type Q=(&'static str,fn(&mut ListQuery));
 let qs:Vec<Q>=vec![("plain",|_|()),("page 100",|q|q.page="100".into()),("number",|q|q.sort="number".into()),("next_date",|q|q.sort="next_date".into()),("urgency",|q|q.sort="urgency".into()),("open",|q|q.status="open".into()),("mine open",|q|{q.status="open".into();q.staff="me".into()}),("mine open next_date",|q|{q.status="open".into();q.staff="me".into();q.sort="next_date".into()}),("closed",|q|q.status="closed".into()),("staff me closed",|q|{q.status="closed".into();q.staff="me".into()}),("letter",|q|q.channel="letter".into()),("missing",|q|q.missing="1".into()),("period month",|q|{q.from="2024-01-01".into();q.to="2024-01-31".into()}),("cases",|q|q.view="cases".into()),("cases open",|q|{q.view="cases".into();q.status="open".into()}),("cases phone",|q|{q.view="cases".into();q.channel="phone".into()}),("overdue cases",|q|{q.view="cases".into();q.overdue="1".into()}),("unassigned open",|q|{q.staff="none".into();q.status="open".into()}),
 ("q 透析",|q|q.q="透析".into()),("q 看取り",|q|q.q="看取り".into()),("q 訪問診療",|q|q.q="訪問診療".into()),("q さとう",|q|q.q="さとう".into()),("q 佐藤 透析 酸素",|q|q.q="佐藤 透析 酸素".into()),("q number",|q|q.q="R8-000123".into()),("q 000123",|q|q.q="000123".into()),("q phone",|q|q.q="072-123-4567".into()),("q 1 char",|q|q.q="析".into()),("q の",|q|q.q="の".into()),("q none",|q|q.q="宇宙船".into()),("q 透析 open",|q|{q.q="透析".into();q.status="open".into()}),("q 訪問診療 next",|q|{q.q="訪問診療".into();q.sort="next_date".into()}),("q 訪問診療 cases",|q|{q.q="訪問診療".into();q.view="cases".into()})];
 for (name,set) in qs { let f=list(set); time(name,async||{ let r=inquiry::rows(conn,&d,&f).await.unwrap(); r.total as usize}).await; }
 time("today counts",async||{today::counts(conn,&d,me,now.date_naive()).await.unwrap().mine as usize}).await;
 time("today due",async||{today::due(conn,&d,now.date_naive(),20).await.unwrap().len()}).await;
 time("today mine",async||{today::mine(conn,&d,me,20).await.unwrap().len()}).await;
 time("today unassigned",async||{today::unassigned(conn,&d,20).await.unwrap().len()}).await;
 time("today latest",async||{today::latest(conn,&d,me,20).await.unwrap().len()}).await;
 for (name,q) in [("match tel",MatchQuery{telephone:"0721".into(),..Default::default()}),("match kana",MatchQuery{caller_kana:"さとう".into(),..Default::default()}),("match kana patient",MatchQuery{patient_kana:"さとう".into(),..Default::default()}),("match all",MatchQuery{telephone:"072-12".into(),caller_kana:"さ".into(),caller_name:"佐藤".into(),patient_name:"佐".into(),patient_kana:"さとう".into(),search:"さと".into(),..Default::default()})] {
  time(name,async||{inquiry::matches(conn,&d,&q,10).await.unwrap().len()+patient::fitting(conn,&d,&q,10).await.unwrap().len()}).await; }
 let row=inquiry::rows(conn,&d,&list(|q|q.page="20".into())).await.unwrap().rows; let row=row[7].clone();
 time("case page reads",async||{let c=cases::find(conn,row.case.id).await.unwrap().unwrap(); let i=inquiry::of_case(conn,row.case.id).await.unwrap(); entries::of_case(conn,row.case.id).await.unwrap(); cases::links(conn,row.case.id).await.unwrap(); if let Some(p)=c.patient{cases::of_patient(conn,&d,p.id,None).await.unwrap();} audit::history(conn,domain::audit::RecordKind::Case,"x").await.unwrap(); i.len()}).await;
 let dd=d[0]; let save=move|k:i64|{let db=db.clone(); async move{ db.write(move|tx|async move{ let mut r=R(k as u64*31+7); let at=now+Duration::seconds(k); let dt=data(&mut r,at); let seq=sequence::next(tx,dd,2026).await?; let num=number(FiscalYear(2026),seq); let case=CaseId::new();
   cases::insert(tx,&NewCase{id:case,desk_id:dd,number:&num,patient_id:None,state:CaseState{status:CaseStatus::Received,owner_id:None,next_date:None,outcome:None,closed_at:None,voided:None},main_category:&dt.main_category,opened_at:at}).await?;
   inquiry::insert(tx,&NewInquiry{id:InquiryId::new(),desk_id:dd,case_id:case,fiscal_year:2026,sequence:seq,number:&num,data:&dt,recorded_at:at,recorded_by:UserId(uuid::Uuid::nil()),continued:false,missing:0,patient:None}).await?;
   audit::append(tx,&domain::audit::AuditEntry{id:AuditId::new(),at,user_id:None,user_name:"x".into(),from:"y".into(),deed:domain::audit::Deed::Create,kind:domain::audit::RecordKind::Inquiry,record:num,version:1,patient:None,before:None,after:None,note:String::new()}).await?;
   Ok::<_,DbError>(())}.boxed()).await.unwrap(); }};
 let save=&save; let k=std::sync::atomic::AtomicI64::new(0); let k=&k;
 time("save",async||{save(k.fetch_add(1,std::sync::atomic::Ordering::SeqCst)).await;1}).await;
 let t=Instant::now(); let hs:Vec<_>=(0..8).map(|w|{let s=save.clone(); tokio::spawn(async move{for j in 0..100{s(1000+w*1000+j).await}})}).collect(); for h in hs{h.await.unwrap();} println!("8 writers x 100: {:.0} saves/s",800.0/t.elapsed().as_secs_f64());
 println!("{}",std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l|l.starts_with("VmRSS")||l.starts_with("VmHWM")).collect::<Vec<_>>().join(" "));
}
