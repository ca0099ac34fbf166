//! The words of the directory and of the districts.

/// The label of a field of the directory or of the districts; those of the hours by weekday are the desks' own.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "organization_name" => "名称",
        "organization_kana" | "contact_kana" | "town_kana" => "ふりがな",
        "organization_kind" => "種別",
        "institution_code" => "医療機関コード",
        "postal_code" => "郵便番号",
        "address" => "住所",
        "district_id" | "district" | "town_district" => "圏域",
        "fax" => "FAX",
        "email" | "contact_email" => "メール",
        "web" => "ホームページ",
        "hours" => "診療・営業時間",
        "hours_holiday" => "祝日",
        "hours_note" => "時間の補足",
        "care_class" => "在支診・在支病の区分",
        "capabilities" | "capability" => "対応できる医療処置",
        "services" => "提供サービス",
        "person_in_charge" => "窓口担当者",
        "organization_note" | "contact_note" => "備考",
        "public" => "公開してよい項目",
        "distinct" => "別の機関として登録する",
        "confirmed_on" => "最終確認日",
        "stale" => "要確認",
        "closed" | "closed_on" => "廃止",
        "contact_name" => "氏名",
        "contact_role" => "職種・役割",
        "contact_telephone" => "直通電話",
        "left_on" => "退職・異動日",
        "prefecture" => "都道府県",
        "city" => "市区町村",
        "district_name" => "圏域名",
        "district_order" => "並び順",
        "district_retired" => "廃止した圏域",
        "town_name" => "町丁名",
        "town_x" => "中心の東西座標",
        "town_y" => "中心の南北座標",
        "lines" => "町丁の一覧",
        _ => return None,
    })
}

/// The days of the hours, as rows of a table.
pub const DAYS: [&str; 8] = ["月", "火", "水", "木", "金", "土", "日", "祝"];
